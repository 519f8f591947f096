import type { ComputeFeature } from "../../../components/compute";
import type { ShapeCapability } from "../../../components/core/capability";

/** What landfall builds of Kubernetes on Oracle Cloud. */
export const kubernetesCapability = {
  service: "Kubernetes Engine (OKE)",
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
    secretsByReference: { missing: "Kubernetes hands secrets to pods as values that it keeps itself" },
    fixedEgress: true,
    colocation: { missing: "pods come and go, and what one stores the others do not have" },
    withoutNetwork: { missing: "the machines of a cluster stand in a VCN" },
    edgeOnly: true,
    mutualTls: {
      missing:
        "TLS ends at the load balancer, which checks certificates against a bundle of authorities, and is given none",
    },
  },
} as const satisfies ShapeCapability<ComputeFeature>;
