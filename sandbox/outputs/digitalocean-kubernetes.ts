import { isObject, text } from "../properties";
import { BIRTHDAY, named, type Birth, type Blueprints } from "./blueprint";

/** A minor version is given with its newest patch. */
const versionOf = ({ inputs }: Birth): string => {
  const asked = text(inputs.version);
  return asked.includes("-do.") ? asked : `${asked}.1-do.0`;
};

const endpoint = (it: Birth): string => `https://${it.identity.uuid()}.k8s.ondigitalocean.com`;

/** What the sandbox makes of Kubernetes on DigitalOcean. */
export const digitaloceanKubernetes: Blueprints = {
  "digitalocean:index/kubernetesCluster:KubernetesCluster": {
    id: (it) => it.identity.uuid(),
    outputs: (it) => ({
      name: named(it),
      clusterUrn: `do:kubernetes:${it.id}`,
      version: versionOf(it),
      status: "running",
      createdAt: BIRTHDAY,
      updatedAt: BIRTHDAY,
      endpoint: endpoint(it),
      ipv4Address: it.identity.publicAddress("api"),
      clusterSubnet: text(it.inputs.clusterSubnet, "10.108.0.0/16"),
      serviceSubnet: text(it.inputs.serviceSubnet, "10.109.0.0/19"),
      nodePool: isObject(it.inputs.nodePool)
        ? { ...it.inputs.nodePool, id: it.identity.uuid("pool"), actualNodeCount: it.inputs.nodePool.nodeCount ?? 1 }
        : {},
      kubeConfigs: [
        {
          host: endpoint(it),
          clusterCaCertificate: it.identity.bytes(48, "authority").toString("base64"),
          token: `dop_v1_${it.identity.hex(64, "token")}`,
          expiresAt: "2099-01-01T00:00:00Z",
          clientCertificate: "",
          clientKey: "",
          rawConfig: "",
        },
      ],
    }),
  },
  "digitalocean:index/kubernetesNodePool:KubernetesNodePool": {
    id: (it) => it.identity.uuid(),
    outputs: (it) => ({
      name: named(it),
      actualNodeCount: it.inputs.nodeCount ?? it.inputs.minNodes ?? 1,
      nodeCount: it.inputs.nodeCount ?? it.inputs.minNodes ?? 1,
      nodes: [],
    }),
  },
};
