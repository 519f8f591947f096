import { isObject, text, type Properties, type Property } from "../properties";
import { BIRTHDAY, type Birth, type Blueprint, type Blueprints } from "./blueprint";

const ocid = (it: Birth, kind: string, role = ""): string =>
  `ocid1.${kind}.oc1.${it.region}.aaaaaaaa${it.identity.token(52, role)}`;

type Outputs = NonNullable<Blueprint["outputs"]>;

/** An object with an OCID, a display name and a life cycle. */
const object = (kind: string, state: string, outputs: Outputs = () => ({})): Blueprint => ({
  id: (it) => ocid(it, kind),
  outputs: (it) => ({
    displayName: text(it.inputs.displayName, it.name),
    state,
    timeCreated: BIRTHDAY,
    ...outputs(it),
  }),
});

/** A part of a load balancer: its id is a path below it. */
const part = (folder: string, name: (inputs: Properties) => string): Blueprint => ({
  id: ({ inputs }) => `loadBalancers/${text(inputs.loadBalancerId)}/${folder}/${name(inputs)}`,
  outputs: () => ({ state: "SUCCEEDED" }),
});

const byName = ({ name }: Properties): string => text(name);

const objects = (value: Property | undefined): Properties[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Containers as Oracle gives them back: each with an OCID. */
const containers = (it: Birth): Property =>
  objects(it.inputs.containers).map((container, index) => ({
    ...container,
    containerId: ocid(it, "computecontainer", String(index)),
    state: "ACTIVE",
  }));

/** What the sandbox makes of load balancers and what stands behind and before them on Oracle Cloud. */
export const ociBalancing: Blueprints = {
  "oci:LoadBalancer/loadBalancer:LoadBalancer": object("loadbalancer", "ACTIVE", (it) => ({
    ipAddressDetails: [{ ipAddress: it.identity.publicAddress(), isPublic: true }],
  })),
  "oci:LoadBalancer/backendSet:BackendSet": part("backendSets", byName),
  "oci:LoadBalancer/backend:Backend": part(
    "backendSets",
    ({ backendsetName, ipAddress, port }) =>
      `${text(backendsetName)}/backends/${text(ipAddress)}:${JSON.stringify(port)}`,
  ),
  "oci:LoadBalancer/listener:Listener": part("listeners", byName),
  "oci:LoadBalancer/ruleSet:RuleSet": part("ruleSets", byName),
  "oci:LoadBalancer/loadBalancerRoutingPolicy:LoadBalancerRoutingPolicy": part("routingPolicies", byName),
  "oci:Core/instanceConfiguration:InstanceConfiguration": object("instanceconfiguration", "ACTIVE"),
  "oci:Core/instancePool:InstancePool": object("instancepool", "RUNNING", (it) => ({ actualSize: it.inputs.size })),
  "oci:Autoscaling/autoScalingConfiguration:AutoScalingConfiguration": object("autoscalingconfiguration", "ACTIVE"),
  "oci:ContainerEngine/containerInstance:ContainerInstance": object("computecontainerinstance", "ACTIVE", (it) => ({
    containers: containers(it),
    containerCount: objects(it.inputs.containers).length,
  })),
  "oci:Waf/appFirewallPolicy:AppFirewallPolicy": object("webappfirewallpolicy", "ACTIVE"),
  "oci:Waf/appFirewall:AppFirewall": object("webappfirewall", "ACTIVE"),
  "oci:Logging/logGroup:LogGroup": object("loggroup", "ACTIVE"),
  "oci:Logging/log:Log": object("log", "ACTIVE"),
  "oci:Waa/appAccelerationPolicy:AppAccelerationPolicy": object("webappaccelerationpolicy", "ACTIVE"),
  "oci:Waa/appAcceleration:AppAcceleration": object("webappacceleration", "ACTIVE"),
};
