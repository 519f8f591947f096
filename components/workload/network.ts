import * as networking from "@pulumi/kubernetes/networking/v1";
import { FRONT_NAME, FRONT_PORTS } from "./nginx";
import { selectorOf } from "./names";
import { inCluster, metadata, type Stage } from "./stage";

/** Where machines of every cloud are told who they are; what a pod learns there is not meant for it. */
const METADATA_SERVICE = "169.254.169.254/32";

/**
 * Only the front is reached from outside the namespace. The services call whom they need to, save for what the cloud
 * tells the machine that they run on.
 */
export function networkPolicies(stage: Stage): networking.NetworkPolicy[] {
  const { context } = stage;
  const closed = new networking.NetworkPolicy(
    context.child("closed"),
    {
      metadata: metadata(stage),
      spec: {
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: [{ podSelector: {} }] }],
        // Pods, such as those that answer names, are not always counted to the networks.
        egress: [
          { to: [{ namespaceSelector: {} }] },
          { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [METADATA_SERVICE] } }] },
        ],
      },
    },
    inCluster(stage),
  );
  const front = new networking.NetworkPolicy(
    context.child("front"),
    {
      metadata: metadata(stage),
      spec: {
        podSelector: { matchLabels: selectorOf("front", FRONT_NAME) },
        policyTypes: ["Ingress"],
        ingress: [{ ports: [FRONT_PORTS.http, FRONT_PORTS.https].map((port) => ({ protocol: "TCP", port })) }],
      },
    },
    inCluster(stage),
  );
  return [closed, front];
}
