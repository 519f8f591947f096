import { isObject, text, type Properties, type Property } from "../properties";
import { BIRTHDAY, type Birth, type Blueprint, type Blueprints } from "./blueprint";

const metadataOf = ({ inputs }: Pick<Birth, "inputs">): Properties =>
  isObject(inputs.metadata) ? inputs.metadata : {};

/** The given name, or the logical name with eight digits after it, as the provider of Kubernetes does. */
const nameOf = (it: Birth): string => text(metadataOf(it).name, `${it.name}-${it.identity.hex(8, "autoname")}`);

/** Objects of a namespace carry it in front of their name. */
const idOf = (it: Birth): string => {
  const { namespace } = metadataOf(it);
  return namespace === undefined ? nameOf(it) : `${text(namespace)}/${nameOf(it)}`;
};

/** What a cluster adds to any object. */
const described = (it: Birth): { metadata: Property } => ({
  metadata: {
    ...metadataOf(it),
    name: nameOf(it),
    uid: it.identity.uuid(),
    resourceVersion: "1",
    generation: 1,
    creationTimestamp: BIRTHDAY,
  },
});

const object: Blueprint = { id: idOf, outputs: described };

/** Balancers of AWS have a name, those of other clouds an address. */
function ingress(it: Birth, spec: Properties): Property {
  if (spec.loadBalancerClass !== "eks.amazonaws.com/nlb") return { ip: it.identity.publicAddress() };
  return { hostname: `k8s-${it.identity.token(32)}.elb.us-east-1.amazonaws.com` };
}

const service: Blueprint = {
  id: idOf,
  outputs: (it) => {
    const spec = isObject(it.inputs.spec) ? it.inputs.spec : {};
    const loadBalancer: Properties = spec.type === "LoadBalancer" ? { ingress: [ingress(it, spec)] } : {};
    const clusterIP = spec.clusterIP ?? `172.20.${it.identity.below(256)}.${it.identity.below(250) + 4}`;
    return { ...described(it), spec: { ...spec, clusterIP }, status: { loadBalancer } };
  },
};

const OBJECTS = [
  "kubernetes:apiregistration.k8s.io/v1:APIService",
  "kubernetes:apps/v1:Deployment",
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  "kubernetes:batch/v1:CronJob",
  "kubernetes:core/v1:ConfigMap",
  "kubernetes:core/v1:Namespace",
  "kubernetes:core/v1:Secret",
  "kubernetes:core/v1:ServiceAccount",
  "kubernetes:eks.amazonaws.com/v1:NodeClass",
  "kubernetes:karpenter.sh/v1:NodePool",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  "kubernetes:policy/v1:PodDisruptionBudget",
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
] as const;

/** Objects of any cluster. */
export const kubernetes: Blueprints = {
  ...Object.fromEntries(OBJECTS.map((type) => [type, object])),
  "kubernetes:core/v1:Service": service,
};
