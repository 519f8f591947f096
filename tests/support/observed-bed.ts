import { dataTypes } from "../../providers/registry";
import type { Operation } from "../../sandbox/faults";
import type { CloudObject } from "../../sandbox/cloud";
import type { EngineRun } from "../../src/cli/rehearse-engine";
import { TestBed } from "./bed";

const isChange = ({ on }: Operation) => on !== "read";

/** Whether something keeps what exists nowhere else; a machine's release is made of what the stack itself knows. */
const holdsData = ({ type, urn }: { readonly type: string; readonly urn: string }): boolean =>
  dataTypes().has(type) && !urn.includes("landfall:index:Compute$");

/** What an update did, and what was asked of the cloud meanwhile. */
export interface ObservedRun extends EngineRun {
  /** Creates, updates and deletes, in order. */
  readonly changes: readonly Operation[];
  /** Those of them that delete what holds data. */
  readonly lost: readonly Operation[];
  /** What is told to the user, a line each. */
  readonly told: readonly string[];
}

/** The lines below the stack's name; a program that the tests serve has each of its errors told twice. */
function diagnostics(stdout: string): string[] {
  const [, after = ""] = stdout.split("\nDiagnostics:\n");
  const [told = ""] = after.split("\nResources:\n");
  const lines = told.split("\n").map((line) => line.trim().replace(/^error: /, ""));
  return [...new Set(lines)].filter((line) => line !== "" && !line.startsWith("pulumi:pulumi:Stack"));
}

/** A stack on the sandbox cloud, of which every change is seen. */
export class ObservedBed {
  private constructor(readonly bed: TestBed) {}

  static async open(config: string): Promise<ObservedBed> {
    return new ObservedBed(await TestBed.open({ config }));
  }

  /** Updates the stack as another text of its file says. */
  async up(config: string): Promise<ObservedRun> {
    await this.bed.reopen(config);
    const changes: Operation[] = [];
    this.bed.watch = (operation, moment) => {
      if (moment === "before" && isChange(operation)) changes.push(operation);
    };
    const run = await this.bed.up();
    const lost = changes.filter((it) => it.on === "delete" && holdsData(it));
    return { ...run, changes, lost, told: diagnostics(run.stdout) };
  }

  /** What holds data on a provider; a zone stays where it is. */
  stores(provider: string): CloudObject[] {
    return this.bed.cloud
      .list()
      .filter((it) => holdsData(it) && it.type.startsWith(`${provider}:`) && !/:Zone$/.test(it.type));
  }

  close(): void {
    this.bed.close();
  }
}
