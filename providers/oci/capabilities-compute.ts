import type { Capabilities } from "../provider";
import { kubernetesCapability } from "./compute/kubernetes-capability";

/** How services run on Oracle Cloud. */
export const ociCompute = {
  supported: true,
  shapes: {
    vm: {
      service: "Compute instance",
      features: {
        autoscaling: { missing: "the vm shape is one machine, which does not scale out" },
        loadBalancing: { missing: "the vm shape is one machine, with nothing to balance" },
        ownMachine: true,
        serviceCalls: true,
        addressWithoutDomain: true,
        instanceType: true,
        containerImages: true,
        background: true,
        scheduled: true,
        stickySessions: true,
        webSockets: true,
        secretsByReference: true,
        fixedEgress: true,
        colocation: true,
        withoutNetwork: { missing: "a machine stands in a VCN" },
        edgeOnly: true,
        mutualTls: true,
      },
    },
    "vm-group": {
      service: "Compute instance pool",
      features: {
        autoscaling: true,
        loadBalancing: true,
        ownMachine: true,
        serviceCalls: true,
        addressWithoutDomain: true,
        instanceType: true,
        containerImages: true,
        background: true,
        scheduled: true,
        stickySessions: true,
        webSockets: true,
        secretsByReference: true,
        fixedEgress: true,
        colocation: {
          missing: "machines of an instance pool come and go, and what one stores the others do not have",
        },
        withoutNetwork: { missing: "a machine stands in a VCN" },
        edgeOnly: true,
        mutualTls: {
          missing:
            "TLS ends at the load balancer, which checks certificates against a bundle of authorities, and is given none",
        },
      },
    },
    containers: {
      service: "Container Instances",
      features: {
        autoscaling: { missing: "nothing of Oracle's adds or takes away container instances with the load" },
        loadBalancing: true,
        ownMachine: true,
        serviceCalls: true,
        addressWithoutDomain: true,
        instanceType: true,
        containerImages: true,
        background: true,
        scheduled: { missing: "a container instance is started once and has no schedule" },
        stickySessions: true,
        webSockets: true,
        secretsByReference: {
          missing: "variables of a container are values; only code of the app's own could ask Vault for a secret",
        },
        fixedEgress: true,
        colocation: { missing: "a container instance loses what it stores when it is replaced" },
        withoutNetwork: { missing: "a container instance stands in a VCN" },
        edgeOnly: true,
        mutualTls: {
          missing:
            "TLS ends at the load balancer, which checks certificates against a bundle of authorities, and is given none",
        },
      },
    },
    kubernetes: kubernetesCapability,
  },
} as const satisfies Capabilities["compute"];
