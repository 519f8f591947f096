import * as pulumi from "@pulumi/pulumi";

/** A resource with every value known. */
export interface ResolvedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, any>>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** A call that was made to find something out. */
export interface LookUp {
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a cloud would answer. */
export interface Answers {
  /** What it would say of a resource once it is there. */
  readonly state: (resource: ResolvedResource) => object;
  /** What a look-up finds. */
  readonly found?: Readonly<Record<string, object>>;
}

type State = { withLocalStorage<T>(callback: () => Promise<T>): Promise<T> };
type Settings = { waitForRPCs(): Promise<void> };

/**
 * Evaluates with every value known, to look into policies and documents that a preview does not know yet.
 *
 * @returns What was registered, what was looked up, and what `build` returned.
 */
export async function resolveWith<T>(answers: Answers, build: () => Promise<pulumi.Input<T>>) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const state = require("@pulumi/pulumi/runtime/state") as State;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const settings = require("@pulumi/pulumi/runtime/settings") as Settings;
  const resources: ResolvedResource[] = [];
  const lookUps: LookUp[] = [];
  const traced = Error.stackTraceLimit;
  Error.stackTraceLimit = 0; // as in the recorder: the SDK takes a stack for every promise
  return state.withLocalStorage(async () => {
    await pulumi.runtime.setMocks(
      {
        newResource: ({ type, name, inputs }) => {
          const resource = { type, name, inputs: inputs as ResolvedResource["inputs"] };
          resources.push(resource);
          return { id: `${name}-id`, state: answers.state(resource) as Record<string, unknown> };
        },
        call: ({ token, inputs }) => {
          lookUps.push({ token, inputs: inputs as LookUp["inputs"] });
          return (answers.found?.[token] ?? {}) as Record<string, unknown>;
        },
      },
      "landfall",
      "test",
      false,
    );
    const value = new Promise<unknown>((resolve, reject) => {
      const program = async () => {
        (pulumi.output(await build()) as pulumi.Output<unknown>).apply(resolve);
      };
      pulumi.runtime.runInPulumiStack(program).catch(reject);
    });
    try {
      const result = (await value) as T;
      await settings.waitForRPCs();
      return { resources, lookUps, value: result };
    } finally {
      Error.stackTraceLimit = traced;
    }
  });
}

/** The only resolved resource of a type and name. */
export function resolved(resources: readonly ResolvedResource[], type: string, name?: string): ResolvedResource {
  const found = resources.filter((it) => it.type === type && (name === undefined || it.name === name));
  if (found.length !== 1) throw new Error(`expected one ${type} ${name ?? ""}, found ${found.length}`);
  return found[0]!;
}
