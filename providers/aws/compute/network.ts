import type { ResolvedComputeArgs } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import type { Network } from "../../../components/network";
import type { AwsNetworkNodes } from "../network";

/**
 * The network that compute stands in.
 *
 * @throws Error when there is none: preflight asks for one, so it is a bug.
 */
export function requireNetwork({ network }: Pick<ResolvedComputeArgs, "network">): Network {
  if (network === undefined) throw new Error("compute on AWS stands in a VPC, and was given no network");
  return network;
}

/** What AWS knows of the network that compute stands in. */
export const networkNodes = (args: Pick<ResolvedComputeArgs, "network">): AwsNetworkNodes =>
  nodesOn<AwsNetworkNodes>("aws", requireNetwork(args));
