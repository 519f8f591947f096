import { changes, type Change } from "./diff";
import { Cloud, type CloudObject, type Sought } from "./cloud";
import { Identity } from "./identity";
import { lookUp } from "./lookups";
import { blueprintOf } from "./outputs";
import { defined, type Properties } from "./properties";

/** What a provider is told about an object that should be made. */
export interface Wanted {
  readonly type: string;
  readonly urn: string;
  /** The logical name. */
  readonly name: string;
  readonly inputs: Properties;
  /** The region that the provider instance is configured for; empty where it names none. */
  readonly region: string;
}

/** What the engine asks of a provider, free of the wire. A bed for fault tests stands in front of the real ones. */
export interface Operations {
  diff(type: string, before: Properties, after: Properties): readonly Change[];
  create(wanted: Wanted): CloudObject;
  /** Undefined when there is no such object any more. */
  read(sought: Sought): CloudObject | undefined;
  update(sought: Sought, wanted: Wanted): CloudObject;
  /** Deleting what is gone already is no fault. */
  delete(sought: Sought): void;
  invoke(token: string, args: Properties, region: string): Properties;
}

const DEFAULT_REGIONS: Readonly<Record<string, string>> = { aws: "us-east-1", oci: "us-ashburn-1" };

/** The region of a type or a look-up where its provider instance names none. */
const defaultRegion = (token: string) => DEFAULT_REGIONS[token.split(":")[0] ?? ""] ?? "";

/** The engine asked for something that the sandbox cloud cannot do. */
export class SandboxError extends Error {}

/** The operations on a cloud. */
export class CloudOperations implements Operations {
  constructor(private readonly cloud: Cloud) {}

  diff(type: string, before: Properties, after: Properties): readonly Change[] {
    return changes(type, before, after);
  }

  create(wanted: Wanted): CloudObject {
    const object = this.build(wanted);
    this.cloud.add(object);
    return object;
  }

  read(sought: Sought): CloudObject | undefined {
    return this.cloud.find(sought);
  }

  update(sought: Sought, wanted: Wanted): CloudObject {
    const before = this.cloud.find(sought);
    if (before === undefined) throw new SandboxError(`there is no ${sought.type} with the id ${sought.id}`);
    const after = this.build(wanted, before);
    this.cloud.replace(before, after);
    return after;
  }

  delete(sought: Sought): void {
    const object = this.cloud.find(sought);
    if (object !== undefined) this.cloud.remove(object);
  }

  invoke(token: string, args: Properties, region: string): Properties {
    const answer = lookUp(token, args, region || defaultRegion(token));
    if (answer === undefined) throw new SandboxError(`the sandbox cloud has no answer to ${token}`);
    return answer;
  }

  /** An object as its inputs make it; one that exists already keeps its id and whatever it drew at birth. */
  private build({ type, urn, name, inputs, region }: Wanted, before?: CloudObject): CloudObject {
    const blueprint = blueprintOf(type);
    const origin = before?.origin ?? `${urn}#${this.cloud.bornFor(urn)}`;
    const birth = { name, type, inputs, region: region || defaultRegion(type), identity: new Identity(origin) };
    const id = before?.id ?? blueprint.id(birth);
    const outputs = { ...inputs, ...defined(blueprint.outputs?.({ ...birth, id }) ?? {}) };
    return { type, id, urn, origin, inputs, outputs };
  }
}
