import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as wire from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Change } from "./diff";
import { PartialError, SandboxError } from "./errors";
import type { Operations } from "./operations";
import { text, type Properties } from "./properties";

/** Above any that an SDK asks for: one server stands for all providers and cannot tell which is asked. */
const VERSION = "999.0.0";

/** @param peer - The engine's end of the connection; it opens one for each provider instance. */
type Handler<Request, Response> = (request: Request, peer: string) => Response | Promise<Response>;

/** Answers a call with what the handler returns, or with what it throws. */
const unary =
  <Request, Response>(handler: Handler<Request, Response>): grpc.handleUnaryCall<Request, Response> =>
  async (call, callback) => {
    try {
      callback(null, await handler(call.request, call.getPeer()));
    } catch (error) {
      callback(error instanceof PartialError ? partialFailure(error) : failure(error));
    }
  };

function failure(error: unknown): grpc.ServiceError | Partial<grpc.StatusObject> {
  const code = error instanceof SandboxError ? grpc.status[error.code] : grpc.status.UNKNOWN;
  return { code, details: error instanceof Error ? error.message : String(error) };
}

/** As the bridged providers tell of an object that exists and is not well: the engine keeps it. */
function partialFailure({ object, reason }: PartialError): Partial<grpc.StatusObject> {
  const failed = new wire.ErrorResourceInitFailed();
  failed
    .setId(object.id)
    .setProperties(struct(object.outputs))
    .setInputs(struct(object.inputs))
    .setReasonsList([reason]);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status().setCode(grpc.status.UNKNOWN).setMessage(reason).setDetailsList([detail]);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: reason, metadata };
}

const properties = (values: Struct | undefined): Properties => values?.toJavaScript() ?? {};
const struct = (values: Properties): Struct => Struct.fromJavaScript(values);

const { Kind } = wire.PropertyDiff;
const KINDS: Readonly<
  Record<Change["kind"], readonly [plain: wire.PropertyDiff.Kind, replacing: wire.PropertyDiff.Kind]>
> = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
};

function diffResponse(changes: readonly Change[]): wire.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = wire.DiffResponse.DiffChanges;
  const response = new wire.DiffResponse();
  response.setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList(changes.map(({ property }) => property));
  response.setReplacesList(changes.filter((change) => change.replaces).map(({ property }) => property));
  response.setHasdetaileddiff(true);
  for (const { property, kind, replaces } of changes) {
    const diff = new wire.PropertyDiff();
    diff.setKind(KINDS[kind][replaces ? 1 : 0]);
    diff.setInputdiff(true);
    // A path, in which a key with a dot or a bracket has to be quoted.
    const path = /^[A-Za-z0-9_]+$/.test(property) ? property : `[${JSON.stringify(property)}]`;
    response.getDetaileddiffMap().set(path, diff);
  }
  return response;
}

/** The inputs come back as they are: the sandbox leaves judging them to the real providers. */
function checked(request: wire.CheckRequest): wire.CheckResponse {
  const response = new wire.CheckResponse();
  response.setInputs(request.getNews());
  return response;
}

/**
 * What a provider answers to the engine, for every provider at once: the type of a resource says whose it is.
 *
 * Secrets are treated as the bridged providers treat them: they are asked for in the clear, and the engine marks the
 * outputs of the same names again. What a driver forgets to mark therefore shows here as it would in a real cloud.
 */
function service(operations: Operations): grpc.UntypedServiceImplementation {
  const regions = new Map<string, string>();
  const regionOf = (peer: string) => regions.get(peer) ?? "";
  return {
    handshake: unary(() => new wire.ProviderHandshakeResponse()),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(VERSION)),
    getSchema: unary(() => {
      const response = new wire.GetSchemaResponse();
      response.setSchema("{}");
      return response;
    }),
    checkConfig: unary(checked),
    diffConfig: unary((request: wire.DiffRequest) =>
      diffResponse(operations.diff("", properties(request.getOldInputs()), properties(request.getNews()))),
    ),
    configure: unary((request: wire.ConfigureRequest, peer) => {
      regions.set(peer, text(properties(request.getArgs()).region));
      const response = new wire.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),
    check: unary(checked),
    diff: unary((request: wire.DiffRequest) =>
      diffResponse(
        operations.diff(request.getType(), properties(request.getOldInputs()), properties(request.getNews())),
      ),
    ),
    create: unary(async (request: wire.CreateRequest, peer) => {
      const response = new wire.CreateResponse();
      // What only the cloud knows is left out of a preview, and so stays unknown to the program.
      if (request.getPreview()) return response.setProperties(request.getProperties());
      const made = await operations.create({
        type: request.getType(),
        urn: request.getUrn(),
        name: request.getName(),
        inputs: properties(request.getProperties()),
        region: regionOf(peer),
      });
      return response.setId(made.id).setProperties(struct(made.outputs));
    }),
    read: unary(async (request: wire.ReadRequest) => {
      const response = new wire.ReadResponse();
      const found = await operations.read({
        type: request.getType(),
        urn: request.getUrn(),
        id: request.getId(),
        outputs: properties(request.getProperties()),
      });
      // Without an id the engine takes the object for gone.
      if (found === undefined) return response;
      return response.setId(found.id).setProperties(struct(found.outputs)).setInputs(struct(found.inputs));
    }),
    update: unary(async (request: wire.UpdateRequest, peer) => {
      const response = new wire.UpdateResponse();
      if (request.getPreview()) return response.setProperties(request.getNews());
      const [type, urn] = [request.getType(), request.getUrn()];
      const sought = { type, urn, id: request.getId(), outputs: properties(request.getOlds()) };
      const inputs = properties(request.getNews());
      const wanted = { type, urn, name: request.getName(), inputs, region: regionOf(peer) };
      return response.setProperties(struct((await operations.update(sought, wanted)).outputs));
    }),
    delete: unary(async (request: wire.DeleteRequest) => {
      await operations.delete({
        type: request.getType(),
        urn: request.getUrn(),
        id: request.getId(),
        outputs: properties(request.getProperties()),
      });
      return new Empty();
    }),
    invoke: unary((request: wire.InvokeRequest, peer) => {
      const response = new wire.InvokeResponse();
      response.setReturn(struct(operations.invoke(request.getTok(), properties(request.getArgs()), regionOf(peer))));
      return response;
    }),
  };
}

/** A sandbox cloud that is being served. */
export interface SandboxServer {
  readonly port: number;
  /** The value of PULUMI_DEBUG_PROVIDERS that makes the engine take this server for the given providers. */
  attach(providers: readonly string[]): string;
  close(): void;
}

/** Serves a cloud to the engine, on this machine only, on a free port. */
export async function serve(operations: Operations): Promise<SandboxServer> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, service(operations));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    port,
    attach: (providers) => providers.map((provider) => `${provider}:${port}`).join(","),
    close: () => server.forceShutdown(),
  };
}
