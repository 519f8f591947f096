import { refuse } from "../../../components/core/errors";
import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { QueueDriver } from "../../../components/queue";
import { shownAs, type OciCloud } from "../cloud";
import { queueIssues } from "../limits-backing";
import { signIn, type Grant } from "./credentials";

/** What other drivers of Oracle Cloud find behind plain queues. */
export interface OciQueueNodes {
  readonly [key: string]: unknown;
  readonly queues: Readonly<Record<string, oci.queue.Queue>>;
}

const SECONDS_PER_HOUR = 3600;

/** STOMP is handed the token in base64: https://docs.oracle.com/en-us/iaas/Content/queue/messages-stomp.htm */
const base64 = (token: string): string => Buffer.from(token).toString("base64");

/** What a client does with a queue: https://docs.oracle.com/iaas/Content/queue/policy-reference.htm */
const PERMISSIONS = ["QUEUE_READ", "QUEUE_PRODUCE", "QUEUE_CONSUME"];

function grantOf({ id }: oci.queue.Queue): Grant {
  const permissions = PERMISSIONS.map((name) => `request.permission = '${name}'`).join(", ");
  return { may: "use queues", where: pulumi.interpolate`all {target.queue.id = '${id}', any {${permissions}}}` };
}

/**
 * A queue of OCI Queue for each topic. Clients speak STOMP over TLS to port 61613 of the endpoint, signed in with a
 * user's token, and name a queue by its OCID; Oracle's own clients speak HTTPS to the same endpoint.
 */
export const plainQueue =
  (cloud: OciCloud): QueueDriver =>
  (context, args) => {
    refuse(queueIssues({ ...args, shape: "queue" }));
    const entries = Object.entries(args.topics).map(([name, { retentionHours, deadLetterAfter }]) => {
      const queue = new oci.queue.Queue(
        context.child(name),
        {
          compartmentId: cloud.compartmentId,
          displayName: shownAs(context, name),
          retentionInSeconds: retentionHours * SECONDS_PER_HOUR,
          // Oracle's own default is to put messages aside; none is only what 0 says.
          deadLetterQueueDeliveryCount: deadLetterAfter ?? 0,
          freeformTags: context.tags,
        },
        context.dataOptions(),
      );
      return [name, queue] as const;
    });
    const first = entries[0]?.[1];
    if (first === undefined) throw new Error("a queue without topics is refused by the schema of apps");
    const nodes: OciQueueNodes = { queues: Object.fromEntries(entries) };
    return {
      outputs: {
        endpoint: first.messagesEndpoint,
        topics: Object.fromEntries(entries.map(([name, { id }]) => [name, id])),
        credentials: signIn(cloud, context, {
          grants: entries.map(([, queue]) => grantOf(queue)),
          encode: base64,
        }),
      },
      nodes,
    };
  };
