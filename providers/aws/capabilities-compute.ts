import type { Capabilities } from "../provider";

/** How services run on AWS. */
export const awsCompute = {
  supported: true,
  shapes: {
    containers: {
      service: "ECS Fargate",
      features: {
        autoscaling: true,
        loadBalancing: true,
        ownMachine: true,
        serviceCalls: true,
        addressWithoutDomain: {
          missing: "a load balancer's own name cannot have a certificate, and HTTPS is never left out",
        },
        instanceType: { missing: "Fargate has CPU and memory in place of instance types" },
        containerImages: true,
        background: true,
        scheduled: true,
        stickySessions: true,
        webSockets: true,
        secretsByReference: true,
        fixedEgress: true,
        colocation: { missing: "a Fargate task has no disk that outlives it" },
        withoutNetwork: { missing: "Fargate tasks stand in a VPC" },
        edgeOnly: true,
        mutualTls: {
          missing:
            "TLS ends at the load balancer, which checks certificates against a trust store of its own, and is given none",
        },
      },
    },
    vm: {
      service: "EC2 instance",
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
        withoutNetwork: { missing: "a machine stands in a VPC" },
        edgeOnly: true,
        mutualTls: true,
      },
    },
    "vm-group": {
      service: "EC2 Auto Scaling group",
      features: {
        autoscaling: true,
        loadBalancing: true,
        ownMachine: true,
        serviceCalls: true,
        addressWithoutDomain: {
          missing: "a load balancer's own name cannot have a certificate, and HTTPS is never left out",
        },
        instanceType: true,
        containerImages: true,
        background: true,
        scheduled: true,
        stickySessions: true,
        webSockets: true,
        secretsByReference: true,
        fixedEgress: true,
        colocation: { missing: "machines of a group come and go, and their disks with them" },
        withoutNetwork: { missing: "machines stand in a VPC" },
        edgeOnly: true,
        mutualTls: {
          missing:
            "TLS ends at the load balancer, which checks certificates against a trust store of its own, and is given none",
        },
      },
    },
    kubernetes: {
      service: "EKS",
      features: {
        autoscaling: true,
        loadBalancing: true,
        ownMachine: true,
        serviceCalls: true,
        addressWithoutDomain: {
          missing: "a load balancer's own name cannot have a certificate, and HTTPS is never left out",
        },
        instanceType: true,
        containerImages: true,
        background: true,
        scheduled: true,
        stickySessions: true,
        webSockets: true,
        secretsByReference: {
          missing: "a pod reads Secrets of its cluster, which EKS encrypts with a key of the stack's own",
        },
        fixedEgress: true,
        colocation: { missing: "pods come and go from machine to machine" },
        withoutNetwork: { missing: "the machines of a cluster stand in a VPC" },
        edgeOnly: {
          missing:
            "behind CloudFront: its networks are a list of AWS that the balancer of a cluster in Auto Mode is not known to take; those of another edge are held to",
        },
        mutualTls: { missing: "TLS ends at a Network Load Balancer, which knows no mutual TLS" },
      },
    },
  },
} as const satisfies Capabilities["compute"];
