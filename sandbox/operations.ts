import { changes, type Change } from "./diff";
import { Cloud, type CloudObject, type Sought } from "./cloud";
import { SandboxError } from "./errors";
import { Identity } from "./identity";
import { lookUp } from "./lookups";
import { nameClash } from "./names";
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

type Answer<T> = T | Promise<T>;

/** What the engine asks of a provider, free of the wire. `FaultyOperations` stands in front of the real ones. */
export interface Operations {
  diff(type: string, before: Properties, after: Properties): readonly Change[];
  create(wanted: Wanted): Answer<CloudObject>;
  /** Undefined when there is no such object any more. */
  read(sought: Sought): Answer<CloudObject | undefined>;
  update(sought: Sought, wanted: Wanted): Answer<CloudObject>;
  /** Deleting what is gone already is no fault. */
  delete(sought: Sought): Answer<void>;
  invoke(token: string, args: Properties, region: string): Properties;
}

const DEFAULT_REGIONS: Readonly<Record<string, string>> = { aws: "us-east-1", oci: "us-ashburn-1" };

/** The region of a type or a look-up where its provider instance names none. */
const defaultRegion = (token: string) => DEFAULT_REGIONS[token.split(":")[0] ?? ""] ?? "";

/** What a provider makes without a cloud; all passwords have one id. */
const isCloudless = (type: string) => type.startsWith("random:");

/** The operations on a cloud. */
export class CloudOperations implements Operations {
  constructor(private readonly cloud: Cloud) {}

  diff(type: string, before: Properties, after: Properties): readonly Change[] {
    return changes(type, before, after);
  }

  /** @throws SandboxError where the cloud has an object of that name already and keeps names apart. */
  create(wanted: Wanted): CloudObject {
    const object = this.build(wanted);
    const existing = this.cloud.list();
    const clash = nameClash(object, existing);
    if (clash !== undefined) throw new SandboxError(clash, "ALREADY_EXISTS");
    // What has no id but its place, such as the policy of a bucket, is put where it was put before.
    const same = existing.find(({ type, urn, id }) => type === object.type && urn === object.urn && id === object.id);
    if (same === undefined || isCloudless(object.type)) this.cloud.add(object);
    else this.cloud.replace(same, object);
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
