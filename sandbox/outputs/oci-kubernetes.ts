import { isObject, text } from "../properties";
import { BIRTHDAY, named, type Birth, type Blueprints } from "./blueprint";

const ocid = (it: Birth, kind: string): string => `ocid1.${kind}.oc1.${it.region}.aaaaaaaa${it.identity.token(52)}`;

const isPublic = ({ inputs: { endpointConfig } }: Birth): boolean =>
  isObject(endpointConfig) && endpointConfig.isPublicIpEnabled === true;

/** What the sandbox makes of Kubernetes on Oracle Cloud. */
export const ociKubernetes: Blueprints = {
  "oci:ContainerEngine/cluster:Cluster": {
    id: (it) => ocid(it, "cluster"),
    outputs: (it) => ({
      name: named(it),
      type: text(it.inputs.type, "BASIC_CLUSTER"),
      state: "ACTIVE",
      endpoints: [
        {
          kubernetes: "",
          privateEndpoint: `${it.identity.privateAddress("api")}:6443`,
          publicEndpoint: isPublic(it) ? `${it.identity.publicAddress("api")}:6443` : "",
          vcnHostnameEndpoint: "",
        },
      ],
      metadatas: [{ timeCreated: BIRTHDAY }],
    }),
  },
  "oci:ContainerEngine/nodePool:NodePool": {
    id: (it) => ocid(it, "nodepool"),
    outputs: (it) => ({ name: named(it), state: "ACTIVE", nodes: [] }),
  },
  "oci:ContainerEngine/addon:Addon": {
    id: ({ inputs }) => `clusters/${text(inputs.clusterId)}/addons/${text(inputs.addonName)}`,
    outputs: () => ({ state: "ACTIVE", timeCreated: BIRTHDAY }),
  },
};
