import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest, RegisterResourceOutputsRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as provproto from "@pulumi/pulumi/proto/provider_pb";
import * as resproto from "@pulumi/pulumi/proto/resource_pb";
import * as structproto from "google-protobuf/google/protobuf/struct_pb";
import { aliasUrns, urnOf } from "./aliases";

/** A value as the SDK sends it: secrets and unknowns are marked by the engine's own signatures. */
export type WireValue = null | boolean | number | string | WireValue[] | { [key: string]: WireValue };
export type WireObject = { [key: string]: WireValue };

/** One resource as the program asked for it: the whole request, nothing that only a cloud could know. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** False for components. */
  readonly custom: boolean;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  /** URN of the explicit provider instance; empty for components and for default providers. */
  readonly provider: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  /** URNs of every resource that must exist first, by option or by data. */
  readonly dependsOn: readonly string[];
  /** URNs of what each input comes of, by input. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** Every other URN by which the engine would find the resource in a state; see `aliasUrns`. */
  readonly aliases: readonly string[];
  readonly inputs: WireObject;
}

export interface Recording {
  readonly resources: readonly RecordedResource[];
  /** What each component registered as its outputs, by URN, on the wire. */
  readonly componentOutputs: Readonly<Record<string, WireObject>>;
  /** The stack's outputs, on the wire. */
  readonly outputs: WireObject;
}

/** What the program finds around it. */
export interface RecordingOptions {
  readonly project: string;
  readonly stack: string;
  /** Config as the engine hands it over: full keys, raw texts. */
  readonly config: Readonly<Record<string, string>>;
  /** Full keys whose values are secret. */
  readonly secretKeys?: readonly string[];
}

function dependenciesByInput(request: RegisterResourceRequest): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((on, input) => (found[input] = on.getUrnsList().slice().sort()));
  return found;
}

/**
 * Keeps every request of a program and answers it as a preview would: inputs come back, whatever only the cloud
 * knows stays unknown. Never calls anything.
 */
class RecordingMonitor {
  readonly resources: RecordedResource[] = [];
  readonly componentOutputs: Record<string, WireObject> = {};
  outputs: WireObject = {};
  /** Faults of the program; kept rather than answered, since the SDK ends the process on a refused registration. */
  readonly faults: string[] = [];
  private readonly aliases = new Map<string, readonly string[]>();

  constructor(private readonly options: RecordingOptions) {}

  registerResource(
    request: RegisterResourceRequest,
    callback: (error: Error | null, response?: resproto.RegisterResourceResponse) => void,
  ): void {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const urn = urnOf(this.options, type, name, parent);
    if (this.aliases.has(urn)) this.faults.push(`two resources have the URN ${urn}`);
    const given = { type, name, parent, aliases: request.getAliasesList() };
    const aliases = aliasUrns(this.options, given, (it) => this.aliases.get(it) ?? []);
    this.aliases.set(urn, aliases);
    const inputs = request.getObject()?.toJavaScript() ?? {};
    this.resources.push({
      urn,
      type,
      name,
      custom: request.getCustom(),
      parent,
      provider: request.getProvider().split("::").slice(0, -1).join("::"),
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      deleteBeforeReplace: request.getDeletebeforereplace() ?? false,
      dependsOn: request.getDependenciesList().slice().sort(),
      propertyDependencies: dependenciesByInput(request),
      ignoreChanges: request.getIgnorechangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      aliases,
      inputs,
    });
    const response = new resproto.RegisterResourceResponse();
    response.setUrn(urn);
    // A provider instance needs an id, since the references to it carry one.
    if (type.startsWith("pulumi:providers:")) response.setId(`${name}-id`);
    response.setObject(structproto.Struct.fromJavaScript(inputs));
    callback(null, response);
  }

  registerResourceOutputs(
    request: RegisterResourceOutputsRequest,
    callback: (error: Error | null, response: object) => void,
  ): void {
    const outputs = request.getOutputs()?.toJavaScript() ?? {};
    if (request.getUrn() === this.resources[0]?.urn) this.outputs = outputs;
    else this.componentOutputs[request.getUrn()] = outputs;
    callback(null, {});
  }

  invoke(
    request: resproto.ResourceInvokeRequest,
    callback: (error: Error | null, response: provproto.InvokeResponse) => void,
  ): void {
    this.faults.push(`a plan makes no calls, yet the program calls ${request.getTok()}`);
    callback(null, new provproto.InvokeResponse());
  }

  readResource(
    request: resproto.ReadResourceRequest,
    callback: (error: Error | null, response: resproto.ReadResourceResponse) => void,
  ): void {
    this.faults.push(`a plan makes no calls, yet the program reads ${request.getType()}`);
    callback(null, new resproto.ReadResourceResponse());
  }

  supportsFeature(
    request: resproto.SupportsFeatureRequest,
    callback: (error: Error | null, response: { getHassupport(): boolean }) => void,
  ): void {
    const supported = request.getId() !== "outputValues" && request.getId() !== "transforms";
    callback(null, { getHassupport: () => supported });
  }

  registerPackage(
    _request: unknown,
    callback: (error: Error | null, response: resproto.RegisterPackageResponse) => void,
  ): void {
    const response = new resproto.RegisterPackageResponse();
    response.setRef("recorded");
    callback(null, response);
  }

  signalAndWaitForShutdown(_request: unknown, callback: (error: Error | null, response: object) => void): void {
    callback(null, {});
  }

  close(): void {
    // Nothing is connected.
  }
}

type Settings = Pick<typeof import("@pulumi/pulumi/runtime/settings"), "setMockOptions" | "resetOptions"> & {
  waitForRPCs(): Promise<void>;
};
type State = {
  withLocalStorage<T>(callback: () => Promise<T>): Promise<T>;
  getStore(): Record<string, unknown>;
};

const FEATURES = [
  "supportsSecrets",
  "supportsResourceReferences",
  "supportsDeletedWith",
  "supportsReplaceWith",
  "supportsAliasSpecs",
  "supportsParameterization",
  "supportsResourceHooks",
  "supportsErrorHooks",
];

const LATE_MILLISECONDS = 1000;

/**
 * The SDK keeps who it talks to in its module as well as in the store of an evaluation. A program that an engine is
 * running asks for its own engine again after this.
 */
async function apart<T>(state: State, settings: Settings, evaluation: () => Promise<T>): Promise<T> {
  const global = globalThis as { stackResource?: unknown };
  const { stackResource } = global;
  try {
    return await state.withLocalStorage(evaluation);
  } finally {
    global.stackResource = stackResource;
    await state.withLocalStorage(async () => settings.resetOptions("", "", -1, "", "", false, ""));
  }
}

/**
 * Evaluates a program in this process and returns what it registered. Needs no engine, account or network; each call
 * has a store of its own, so several may run side by side.
 */
export async function record(
  program: () => Promise<Record<string, unknown> | void>,
  options: RecordingOptions,
): Promise<Recording> {
  // What the automation API's inline programs are run with; the SDK does not re-export it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const state = require("@pulumi/pulumi/runtime/state") as State;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const settings = require("@pulumi/pulumi/runtime/settings") as Settings;
  return apart(state, settings, async () => {
    const monitor = new RecordingMonitor(options);
    settings.setMockOptions(monitor, options.project, options.stack, true);
    const store = state.getStore();
    for (const feature of FEATURES) store[feature] = true;
    pulumi.runtime.setAllConfig({ ...options.config }, [...(options.secretKeys ?? [])]);
    const traced = Error.stackTraceLimit;
    Error.stackTraceLimit = 0; // the SDK takes a stack for every promise: half the time of a recorded resource
    const thrown: unknown[] = [];
    // The SDK ends the process on a program that throws; it is thrown on from here instead.
    const guarded = async () => (await program().catch((error: unknown) => void thrown.push(error))) ?? {};
    // A value that cannot be made is a rejection that nobody waits for; it is thrown on as well.
    let stop = () => {};
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    const rejected = (reason: unknown) => {
      thrown.push(reason);
      stop();
    };
    process.on("unhandledRejection", rejected);
    try {
      const run = pulumi.runtime.runInPulumiStack(guarded).then(() => settings.waitForRPCs());
      await Promise.race([run, stopped]);
    } catch (error) {
      thrown.push(error);
    } finally {
      const off = () => void process.off("unhandledRejection", rejected);
      // What hangs on a value that could not be made is rejected a little later.
      if (thrown.length > 0) setTimeout(off, LATE_MILLISECONDS).unref();
      else off();
      Error.stackTraceLimit = traced;
    }
    if (thrown.length > 0) throw thrown[0];
    if (monitor.faults.length > 0) throw new Error(monitor.faults.join("\n"));
    const { resources, componentOutputs, outputs } = monitor;
    return { resources, componentOutputs, outputs };
  });
}
