import { inPlacesOf, type Placed } from "./import-file";
import { refusesByName } from "./recovery";
import { S3, type Refusal } from "./s3";
import type { Ended } from "./team";
import { faultsIn, TeamStack, type State } from "./team-stack";

const BUCKET = "landfall-state";

/** A state in a bucket that can no longer be written once so much was made. */
export interface BackendFault extends Refusal {
  /** How many objects the cloud has when the writes begin to fail. */
  readonly after: number;
}

/** What became of an update whose state could not be written. */
export interface Unwritten {
  readonly failed: Ended;
  /** URNs that the last state that was written says were begun. */
  readonly pending: readonly string[];
  /** What is not as it must be, before and after it was updated again; a line each. */
  readonly faults: readonly string[];
}

/** Stores that were being made, are there, and that an update has refused by name to make a second time. */
function refusedIn({ code, output }: Ended, { pending_operations: begun = [] }: State, stack: TeamStack): Placed[] {
  if (code === 0) return [];
  const refused = stack.objects.filter((it) => refusesByName(output, it));
  return inPlacesOf(begun, refused);
}

/** Updates a new stack while its bucket refuses the state, then twice while it takes it. */
export async function unwritten(s3: S3, { after, status, code }: BackendFault): Promise<Unwritten> {
  await s3.ask("PUT", `/${BUCKET}`);
  const stack = await TeamStack.open({
    AWS_ACCESS_KEY_ID: "AKIATEST",
    AWS_SECRET_ACCESS_KEY: "a-secret-key",
    AWS_REGION: "us-east-1",
    AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
    PULUMI_BACKEND_URL: `s3://${BUCKET}?region=us-east-1&endpoint=${s3.url}&s3ForcePathStyle=true`,
  });
  try {
    s3.refuse = ({ method, path }) =>
      method === "PUT" && path.includes("/.pulumi/stacks/") && stack.standing.length >= after
        ? { status, code }
        : undefined;
    // One at a time: the engine tries each state that it could not write for half a minute.
    const failed = await stack.up("--parallel", "1");
    s3.refuse = () => undefined;
    const state = await stack.state();
    const standing = stack.standing;
    const forgotten = (await stack.forgotten()).map((urn) => `${urn} is named nowhere`);
    let again = await stack.up();
    const refused = refusedIn(again, state, stack);
    if (refused.length > 0) {
      // As docs/recovery.md tells: the store that was begun is there, and is taken in.
      await stack.pulumi("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
      await stack.import(refused);
      again = await stack.up();
    }
    const same = await stack.up("--expect-no-changes");
    const pending = (state.pending_operations ?? []).map(({ resource }) => resource.urn);
    const codes = { "up failed": again.code, "up found changes": same.code };
    return {
      failed,
      pending,
      faults: [
        ...faultsIn(state),
        ...forgotten,
        ...Object.entries(codes).flatMap(([what, ended]) => (ended === 0 ? [] : [what])),
        ...standing.filter((it) => !stack.standing.includes(it)).map((it) => `${it} is lost`),
        // What the warning of pending operations names is made anew by an update that goes on all the same.
        ...stack.doubled.filter((urn) => !pending.includes(urn)).map((urn) => `${urn} stands twice`),
      ],
    };
  } finally {
    s3.refuse = () => undefined;
    stack.close();
    for (const key of await s3.keys(BUCKET)) await s3.ask("DELETE", `/${BUCKET}/${key}`);
  }
}
