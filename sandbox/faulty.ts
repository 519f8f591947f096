import type { Change } from "./diff";
import type { CloudObject, Sought } from "./cloud";
import { PartialError, SandboxError } from "./errors";
import type { Fault, Faults, Operation } from "./faults";
import type { Operations, Wanted } from "./operations";
import type { Properties } from "./properties";

/** Where in an operation something else may happen: before the cloud is asked, before the engine is answered, after. */
export const MOMENTS = ["before", "during", "after"] as const;

export type Moment = (typeof MOMENTS)[number];

/**
 * Is called at each moment of an operation, and waited for; what it throws is what the engine is told.
 *
 * @param object - The object as it is, once it was made, read or changed.
 */
export type Watch = (operation: Operation, moment: Moment, object?: CloudObject) => void | Promise<void>;

export interface FaultyOptions {
  /** What goes wrong. @default - nothing */
  readonly faults?: Faults;
  /** Sees every operation. @default - nobody does */
  readonly watch?: Watch;
  /** How long an operation takes that times out, in milliseconds. @default 50 */
  readonly timeoutMs?: number;
}

/** What the clouds say, in their words as far as they agree. */
const MESSAGES: Readonly<Partial<Record<Fault, string>>> = {
  "429": "429 TooManyRequests: rate exceeded, nothing was done",
  "500": "500 InternalServerError: an internal error occurred, nothing was done",
  timeout: "context deadline exceeded: no answer in time, nothing was done",
  lost: "read: connection reset by peer; the request had been sent",
  forbidden: "403 AccessDenied: the credentials may not read this object",
};

const CODES = { timeout: "DEADLINE_EXCEEDED", forbidden: "PERMISSION_DENIED" } as const;

/** How many reads find nothing of an object that was made a moment ago. */
const READS_TOO_EARLY = 1;

/** Operations on a cloud in which things go wrong as they are told to. */
export class FaultyOperations implements Operations {
  /** How often objects are still not found, by type and id. */
  private readonly unseen = new Map<string, number>();

  constructor(
    private readonly cloud: Operations,
    private readonly options: FaultyOptions = {},
  ) {}

  diff(type: string, before: Properties, after: Properties): readonly Change[] {
    return this.cloud.diff(type, before, after);
  }

  invoke(token: string, args: Properties, region: string) {
    return this.cloud.invoke(token, args, region);
  }

  create(wanted: Wanted): Promise<CloudObject> {
    return this.act({ on: "create", ...asked(wanted) }, async (fault) => {
      const made = await this.cloud.create(wanted);
      if (fault === "404-after-create") this.unseen.set(keyOf(made), READS_TOO_EARLY);
      return made;
    });
  }

  read(sought: Sought): Promise<CloudObject | undefined> {
    return this.act({ on: "read", ...known(sought) }, async (fault) => {
      if (fault === "not-found-or-forbidden" || this.isTooEarly(sought)) return undefined;
      return this.cloud.read(sought);
    });
  }

  update(sought: Sought, wanted: Wanted): Promise<CloudObject> {
    return this.act({ on: "update", ...known(sought), ...asked(wanted) }, async () =>
      this.cloud.update(sought, wanted),
    );
  }

  async delete(sought: Sought): Promise<void> {
    await this.act({ on: "delete", ...known(sought) }, async () => {
      await this.cloud.delete(sought);
      return undefined;
    });
  }

  private isTooEarly(sought: Sought): boolean {
    const left = this.unseen.get(keyOf(sought)) ?? 0;
    this.unseen.set(keyOf(sought), Math.max(0, left - 1));
    return left > 0;
  }

  private async act<T extends CloudObject | undefined>(
    operation: Operation,
    work: (fault: Fault | undefined) => Promise<T>,
  ): Promise<T> {
    const { faults, watch, timeoutMs = 50 } = this.options;
    const { on, type } = operation;
    await watch?.(operation, "before");
    const fault = faults?.next(operation);
    if (fault === "timeout") await new Promise((resolve) => setTimeout(resolve, timeoutMs));
    if (fault === "429" || fault === "500" || fault === "timeout" || fault === "forbidden")
      throw told(fault, operation);
    const result = await work(fault);
    await watch?.(operation, "during", result);
    // The engine is answered first; what comes after an operation comes after its answer.
    if (watch !== undefined) setImmediate(() => void watch(operation, "after", result));
    if (fault === "lost") throw told(fault, operation);
    if (fault === "partial" && result !== undefined)
      throw new PartialError(result, `${on} of ${type}: it was done, and did not come up healthy in time`);
    return result;
  }
}

const known = ({ type, urn, id }: Sought) => ({ type, urn, id });

const asked = ({ type, urn, inputs }: Wanted) => ({ type, urn, inputs });

const keyOf = ({ type, id }: { readonly type: string; readonly id: string }) => `${type} ${id}`;

function told(fault: Fault, { on, type }: Operation): SandboxError {
  const code = fault === "timeout" || fault === "forbidden" ? CODES[fault] : "UNKNOWN";
  return new SandboxError(`${on} of ${type}: ${MESSAGES[fault]!}`, code);
}
