import * as grpc from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as wire from "@pulumi/pulumi/proto/provider_pb";
import { Cloud } from "../../sandbox/cloud";
import { CloudOperations } from "../../sandbox/operations";
import { serve, type SandboxServer } from "../../sandbox/server";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const TYPE = "aws:s3/bucket:Bucket";
const URN = `urn:pulumi:test::landfall::${TYPE}::uploads`;

const struct = (values: object) => Struct.fromJavaScript(values as never);

describe("the sandbox server", () => {
  const cloud = new Cloud();
  let server: SandboxServer;
  let client: ResourceProviderClient;

  beforeAll(async () => {
    server = await serve(new CloudOperations(cloud));
    client = new ResourceProviderClient(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure());
  });
  afterAll(() => {
    client.close();
    server.close();
  });

  type Answer<Response> = (error: grpc.ServiceError | null, response: Response) => void;

  const ask = <Response>(call: (answer: Answer<Response>) => void) =>
    new Promise<Response>((resolve, reject) => {
      call((error, response) => (error === null ? resolve(response) : reject(error)));
    });

  const create = (inputs: object, preview = false) => {
    const request = new wire.CreateRequest().setUrn(URN).setType(TYPE).setName("uploads").setPreview(preview);
    return ask<wire.CreateResponse>((answer) => client.create(request.setProperties(struct(inputs)), answer));
  };

  it("says which providers it stands for", () => {
    expect(server.attach(["aws", "random"])).toBe(`aws:${server.port},random:${server.port}`);
  });

  it("lets unknown values through a preview, adds nothing to them and makes nothing", async () => {
    const response = await create({ bucket: UNKNOWN, tags: { app: "shop" } }, true);
    expect(response.getId()).toBe("");
    expect(response.getProperties()?.toJavaScript()).toEqual({ bucket: UNKNOWN, tags: { app: "shop" } });
    expect(cloud.list()).toEqual([]);
  });

  it("makes, reads, changes and deletes an object", async () => {
    const made = await create({ bucket: "uploads" });
    expect(made.getId()).toBe("uploads");
    expect(made.getProperties()?.toJavaScript()).toMatchObject({ bucket: "uploads", arn: "arn:aws:s3:::uploads" });

    const reading = () => new wire.ReadRequest().setId("uploads").setUrn(URN).setType(TYPE);
    const read = await ask<wire.ReadResponse>((answer) => client.read(reading(), answer));
    expect(read.getProperties()?.toJavaScript()).toEqual(made.getProperties()?.toJavaScript());
    expect(read.getInputs()?.toJavaScript()).toEqual({ bucket: "uploads" });

    const update = new wire.UpdateRequest().setId("uploads").setUrn(URN).setType(TYPE).setName("uploads");
    update.setOlds(made.getProperties()).setNews(struct({ bucket: "uploads", tags: { app: "shop" } }));
    const updated = await ask<wire.UpdateResponse>((answer) => client.update(update, answer));
    expect(updated.getProperties()?.toJavaScript()).toMatchObject({ tagsAll: { app: "shop" } });

    const gone = new wire.DeleteRequest().setId("uploads").setUrn(URN).setType(TYPE);
    await ask((answer) => client.delete(gone, answer));
    expect((await ask<wire.ReadResponse>((answer) => client.read(reading(), answer))).getId()).toBe("");
  });

  it("tells of each changed input whether it replaces the object", async () => {
    const request = new wire.DiffRequest().setId("uploads").setUrn(URN).setType(TYPE);
    request
      .setOldInputs(struct({ bucket: "a", "odd.key": 1 }))
      .setNews(struct({ bucket: "b", tags: {}, "odd.key": 2 }));
    const response = await ask<wire.DiffResponse>((answer) => client.diff(request, answer));
    expect(response.getChanges()).toBe(wire.DiffResponse.DiffChanges.DIFF_SOME);
    expect(response.getReplacesList()).toEqual(["bucket"]);
    const kinds: Record<string, number> = {};
    response.getDetaileddiffMap().forEach((diff, path) => (kinds[path] = diff.getKind()));
    const { ADD, UPDATE, UPDATE_REPLACE } = wire.PropertyDiff.Kind;
    expect(kinds).toEqual({ bucket: UPDATE_REPLACE, tags: ADD, '["odd.key"]': UPDATE });
  });

  it("keeps apart the regions of two instances of one provider", async () => {
    const address = `127.0.0.1:${server.port}`;
    const connect = () =>
      new ResourceProviderClient(address, grpc.credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
    const instances = { "eu-west-1": connect(), "us-west-2": connect() };
    for (const [region, instance] of Object.entries(instances)) {
      const request = new wire.ConfigureRequest().setArgs(struct({ region }));
      await ask((answer) => instance.configure(request, answer));
    }
    for (const [region, instance] of Object.entries(instances)) {
      const request = new wire.InvokeRequest().setTok("aws:index/getRegion:getRegion").setArgs(struct({}));
      const found = await ask<wire.InvokeResponse>((answer) => instance.invoke(request, answer));
      expect(found.getReturn()?.toJavaScript()).toMatchObject({ region });
      instance.close();
    }
  });

  it("finds no change where there is none", async () => {
    const request = new wire.DiffRequest()
      .setType(TYPE)
      .setOldInputs(struct({ a: 1 }))
      .setNews(struct({ a: 1 }));
    const response = await ask<wire.DiffResponse>((answer) => client.diff(request, answer));
    expect(response.getChanges()).toBe(wire.DiffResponse.DiffChanges.DIFF_NONE);
  });

  it("hands the engine whatever the operations in front of the cloud throw", async () => {
    const failing = new CloudOperations(cloud);
    failing.create = () => {
      throw new Error("429 too many requests");
    };
    const flaky = await serve(failing);
    const toFlaky = new ResourceProviderClient(`127.0.0.1:${flaky.port}`, grpc.credentials.createInsecure());
    const request = new wire.CreateRequest().setUrn(URN).setType(TYPE).setProperties(struct({}));
    const refused = { code: grpc.status.UNKNOWN, details: "429 too many requests" };
    await expect(ask((answer) => toFlaky.create(request, answer))).rejects.toMatchObject(refused);
    toFlaky.close();
    flaky.close();
  });

  it("answers a look-up, and an unknown one with an error that names it", async () => {
    const request = (token: string) => new wire.InvokeRequest().setTok(token).setArgs(struct({}));
    const found = await ask<wire.InvokeResponse>((answer) =>
      client.invoke(request("aws:index/getCallerIdentity:getCallerIdentity"), answer),
    );
    expect(found.getReturn()?.toJavaScript()).toMatchObject({ accountId: "123456789012" });
    await expect(ask((answer) => client.invoke(request("aws:a/b:b"), answer))).rejects.toMatchObject({
      code: grpc.status.NOT_FOUND,
      details: "the sandbox cloud has no answer to aws:a/b:b",
    });
  });
});
