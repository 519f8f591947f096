import type { StackIdentity } from "../../components/core/component";
import { connectProviders, type Connections } from "../../providers/connections";
import type { ConnectArgs } from "../../providers/provider";
import type { ProviderId } from "../../providers/registry";
import { record, type RecordedResource, type Recording, type WireValue } from "../../src/plan/recorder";

/** The stack that tests build in. */
export const testStack: StackIdentity = { app: "shop", topology: "test", stack: "test", dataProtection: true };

/** Records what a few components register on the given providers. */
export function recordOn(
  providers: Readonly<Partial<Record<ProviderId, ConnectArgs<unknown>>>>,
  build: (connections: Connections) => void,
): Promise<Recording> {
  return record(async () => build(await connectProviders(providers)), {
    project: "landfall",
    stack: "test",
    config: {},
  });
}

/** The resources of a type, without the version of its schema: `aws:s3/bucket:Bucket`. */
export const ofType = (recording: Recording, type: string): RecordedResource[] =>
  recording.resources.filter((resource) => resource.type === type);

/** The only resource of a type; fails when there are none or several. */
export function onlyOf(recording: Recording, type: string): RecordedResource {
  const found = ofType(recording, type);
  if (found.length !== 1)
    throw new Error(`expected one ${type}, found ${found.length}: ${found.map((it) => it.name).join()}`);
  return found[0]!;
}

/** How many custom resources there are of each type, provider instances left out. */
export function countByType(recording: Recording): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { custom, type } of recording.resources) {
    if (custom && !type.startsWith("pulumi:providers:")) counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

/** What an unknown value looks like on the wire. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Whether a value on the wire is marked as secret. */
export const isSecret = (value: WireValue | undefined): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && SECRET_SIGNATURE in value;
