import type { ResolvedComputeArgs, ResolvedServiceArgs } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import type { BucketAccess } from "../../../components/object-storage";
import type { TopicAccess } from "../../../components/queue";
import type { AwsObjectStorageNodes } from "../object-storage";
import { grantStatements } from "../object-storage/access";
import type { Statement } from "../policy";
import { queueStatements, type AwsQueueNodes } from "../queue/access";

/** Rights on one kind of backing part. */
export interface Grant {
  readonly what: "buckets" | "topics";
  readonly statements: readonly Statement[];
}

/** What several services together were granted, by the app's own names; different rights make both together. */
function widest<Access extends BucketAccess | TopicAccess>(
  granted: readonly Readonly<Record<string, Access | "read-write">>[],
): Readonly<Record<string, Access | "read-write">> {
  const all: Record<string, Access | "read-write"> = {};
  for (const [name, access] of granted.flatMap((one) => Object.entries(one))) {
    const known = all[name];
    all[name] = known === undefined || known === access ? access : "read-write";
  }
  return all;
}

/**
 * What some services together were granted by role: those of one container, or all of a machine, which has one role. Left
 * out is what stands on another provider, or is signed in to with a password or keys.
 *
 * @param own - What the machine itself may do with buckets.
 */
export function serviceGrants(
  args: ResolvedComputeArgs,
  names: readonly string[],
  own: ResolvedServiceArgs["buckets"] = {},
): readonly Grant[] {
  const services = names.map((name) => args.services[name]!);
  const grants: Grant[] = [];
  const buckets = widest<BucketAccess>([own, ...services.map((service) => service.buckets)]);
  if (args.objectStorage !== undefined && Object.keys(buckets).length > 0) {
    const nodes = nodesOn<AwsObjectStorageNodes>("aws", args.objectStorage);
    grants.push({ what: "buckets", statements: grantStatements(nodes.buckets, buckets) });
  }
  const topics = widest<TopicAccess>(services.map((service) => service.topics));
  const queues = args.queue === undefined ? [] : queueStatements(nodesOn<AwsQueueNodes>("aws", args.queue), topics);
  if (queues.length > 0) grants.push({ what: "topics", statements: queues });
  return grants;
}
