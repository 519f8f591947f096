import { refuse } from "../../../components/core/errors";
import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { QueueDriver, ResolvedQueueArgs } from "../../../components/queue";
import type { OciCloud } from "../cloud";
import { queueIssues } from "../limits-backing";
import type { OciNetworkNodes } from "../network";
import { workloadOnly } from "../private-access";
import { signIn, type Grant } from "./credentials";

/** What other drivers of Oracle Cloud find behind streams. */
export interface OciKafkaNodes {
  readonly [key: string]: unknown;
  readonly pool: oci.streaming.StreamPool;
  readonly streams: Readonly<Record<string, oci.streaming.Stream>>;
}

/** https://docs.oracle.com/iaas/Content/Streaming/Tasks/kafkacompatibility_topic-Configuration.htm (read 2026-11-21) */
const PORT = 9092;

/** An address in the private subnet that only the app may call; it can never be changed. */
function privateEndpoint(
  cloud: OciCloud,
  context: DriverContext,
  { exposure, network }: ResolvedQueueArgs,
): Pick<oci.streaming.StreamPoolArgs, "privateEndpointSettings"> {
  if (exposure === "public") return {};
  if (network === undefined) throw new Error("a private stream pool needs the network of its clients");
  const nodes = nodesOn<OciNetworkNodes>("oci", network);
  const group = workloadOnly(cloud, context, nodes, PORT);
  return { privateEndpointSettings: { subnetId: nodes.privateSubnet.id, nsgIds: [group.id] } };
}

/** What a client does with a stream: https://docs.oracle.com/iaas/Content/Identity/Reference/streamingpolicyreference.htm */
const PERMISSIONS = ["STREAM_READ", "STREAM_PRODUCE", "STREAM_CONSUME"];

/** Reads and writes of one stream; consumers keep their place in the stream itself. */
function grantOf({ id }: oci.streaming.Stream): Grant {
  const permissions = PERMISSIONS.map((name) => `request.permission = '${name}'`).join(", ");
  return { may: "use streams", where: pulumi.interpolate`all {target.stream.id = '${id}', any {${permissions}}}` };
}

/** The list of topics that clients ask for first tells no more of any stream than that it is there. */
const LIST: Grant = { may: "inspect streams" };

/**
 * Streaming, which speaks the Kafka protocol over TLS: a pool with a stream for each topic. There are no brokers to size.
 *
 * Clients sign in with a user's token, as `<tenancy>/<user>/<stream pool>`; on the internet it is all that keeps others
 * out, since the region's endpoint has no list of networks.
 */
export const kafka =
  (cloud: OciCloud): QueueDriver =>
  (context, args) => {
    refuse(queueIssues({ ...args, shape: "kafka" }));
    const { tags: freeformTags } = context;
    const pool = new oci.streaming.StreamPool(
      context.child("pool"),
      {
        compartmentId: cloud.compartmentId,
        // A misspelled topic is an error rather than a new one.
        kafkaSettings: { autoCreateTopicsEnable: false },
        ...privateEndpoint(cloud, context, args),
        freeformTags,
      },
      context.dataOptions(),
    );
    const entries = Object.entries(args.topics).map(([name, { partitions, retentionHours }]) => {
      const stream = new oci.streaming.Stream(
        context.child(name),
        { name, streamPoolId: pool.id, partitions, retentionInHours: retentionHours, freeformTags },
        context.dataOptions(),
      );
      return [name, stream] as const;
    });
    const streams = Object.fromEntries(entries);
    const credentials = signIn(cloud, context, {
      grants: [LIST, ...entries.map(([, stream]) => grantOf(stream))],
      suffix: pool.id,
    });
    const nodes: OciKafkaNodes = { pool, streams };
    return {
      outputs: {
        endpoint: pulumi.interpolate`${pool.endpointFqdn}:${PORT}`,
        topics: Object.fromEntries(entries.map(([name, stream]) => [name, stream.name])),
        credentials,
      },
      nodes,
    };
  };
