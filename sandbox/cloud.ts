import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { equal, type Properties } from "./properties";

/** One object that exists in the sandbox cloud. */
export interface CloudObject {
  readonly type: string;
  readonly id: string;
  /** The resource it was made for. */
  readonly urn: string;
  /** What its identity is drawn from. */
  readonly origin: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What a provider is told about an object that it should find. */
export interface Sought {
  readonly type: string;
  readonly id: string;
  readonly urn: string;
  /** The outputs that the state remembers. */
  readonly outputs?: Properties;
}

interface Saved {
  readonly version: 1;
  readonly births: Readonly<Record<string, number>>;
  readonly objects: readonly CloudObject[];
}

/**
 * The objects that exist, whoever asks. Every change is on disk before it is answered, so that several runs of the
 * engine, and one that was killed, all see the same cloud.
 */
export class Cloud {
  private objects: CloudObject[];
  private births: Map<string, number>;

  /**
   * @param file - Where the cloud is kept; left out, it lasts as long as the process.
   * @param durable - Whether a change is written through to the disk before it is answered. A test that loses its
   *   machine is run again, and saves the time.
   */
  constructor(
    private readonly file?: string,
    private readonly durable = true,
  ) {
    const saved = file !== undefined && existsSync(file) ? read(file) : undefined;
    this.objects = [...(saved?.objects ?? [])];
    this.births = new Map(Object.entries(saved?.births ?? {}));
  }

  /** Every object, in the order of their URNs. */
  list(): readonly CloudObject[] {
    return [...this.objects].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
  }

  /**
   * The object that is meant. Ids are unique only as far as the real ones are, so among several of one id the state's
   * outputs decide, then the URN.
   */
  find(sought: Sought): CloudObject | undefined {
    const all = this.objects.filter(({ type, id }) => type === sought.type && id === sought.id);
    const same = all.filter(({ outputs }) => equal(outputs, sought.outputs));
    const own = all.filter(({ urn }) => urn === sought.urn);
    return same.find(({ urn }) => urn === sought.urn) ?? same[0] ?? own[0] ?? all[0];
  }

  /** How many objects were ever made for a URN. */
  bornFor(urn: string): number {
    return this.births.get(urn) ?? 0;
  }

  add(object: CloudObject): void {
    this.objects.push(object);
    this.births.set(object.urn, this.bornFor(object.urn) + 1);
    this.save();
  }

  replace(before: CloudObject, after: CloudObject): void {
    this.objects = this.objects.map((object) => (object === before ? after : object));
    this.save();
  }

  remove(gone: CloudObject): void {
    this.objects = this.objects.filter((object) => object !== gone);
    this.save();
  }

  /** Forgets everything. */
  clear(): void {
    this.objects = [];
    this.births = new Map();
    this.save();
  }

  private save(): void {
    if (this.file === undefined) return;
    const saved: Saved = { version: 1, births: Object.fromEntries(this.births), objects: this.list() };
    write(this.file, `${JSON.stringify(saved, undefined, 1)}\n`, this.durable);
  }
}

function read(file: string): Saved {
  try {
    const saved = JSON.parse(readFileSync(file, "utf8")) as Partial<Saved>;
    if (saved.version === 1 && Array.isArray(saved.objects)) return saved as Saved;
  } catch {
    // Told below, with what to do about it.
  }
  throw new Error(`${file}: not a sandbox cloud of this version; delete it to begin with an empty one`);
}

/** Writes a whole file or nothing of it; only its owner may read it, since a cloud holds secrets. */
function write(file: string, text: string, durable: boolean): void {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.new`;
  const handle = openSync(beside, "w", 0o600);
  try {
    writeSync(handle, text);
    if (durable) fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, file);
}
