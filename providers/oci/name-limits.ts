import type { NameLimit, NameLimits } from "../provider";

const API = "https://docs.oracle.com/en-us/iaas/api/#/en";

const given = (input: string, maxLength: number, pattern: RegExp, page: string): readonly NameLimit[] => [
  { input, maxLength, pattern, source: `${API}/${page}` },
];
const auto = (input: string, maxLength: number, pattern: RegExp, page: string): readonly NameLimit[] => [
  { input, maxLength, pattern, autonamed: true, source: `${API}/${page}` },
];

const WORD = /^[A-Za-z0-9._-]+$/;
const BALANCER = /^[A-Za-z0-9_-]+$/;
const RULES = /^[A-Za-z_][A-Za-z0-9_]*$/;
const DNS_LABEL = /^[a-z][a-z0-9]*$/;

/**
 * What Oracle Cloud takes as names, by type; what is shown in the console may be any text. Of names of streams no page
 * says how long they may be. Of the pages only those of IAM and of Kubernetes were read anew, 2026-11-28.
 */
export const ociNameLimits: NameLimits = {
  "oci:*": given("displayName", 255, /^[^\n\r]+$/, "iaas/20160918/datatypes/LaunchInstanceDetails"),
  "oci:Core/vcn:Vcn": given("dnsLabel", 15, DNS_LABEL, "iaas/20160918/datatypes/CreateVcnDetails"),
  "oci:Core/subnet:Subnet": given("dnsLabel", 15, DNS_LABEL, "iaas/20160918/datatypes/CreateSubnetDetails"),
  "oci:Database/autonomousDatabase:AutonomousDatabase": given(
    "dbName",
    30,
    /^[A-Za-z][A-Za-z0-9]*$/,
    "database/20160918/datatypes/CreateAutonomousDatabaseBase",
  ),
  "oci:Identity/dynamicGroup:DynamicGroup": auto(
    "name",
    100,
    WORD,
    "identity/20160918/datatypes/CreateDynamicGroupDetails",
  ),
  "oci:Identity/group:Group": auto("name", 100, WORD, "identity/20160918/datatypes/CreateGroupDetails"),
  "oci:Identity/policy:Policy": auto("name", 100, WORD, "identity/20160918/datatypes/CreatePolicyDetails"),
  "oci:Identity/user:User": auto("name", 100, /^[A-Za-z0-9._+@-]+$/, "identity/20160918/datatypes/CreateUserDetails"),
  "oci:LoadBalancer/backendSet:BackendSet": given(
    "name",
    32,
    BALANCER,
    "loadbalancer/20170115/datatypes/CreateBackendSetDetails",
  ),
  "oci:LoadBalancer/listener:Listener": [
    ...given("name", 255, BALANCER, "loadbalancer/20170115/datatypes/CreateListenerDetails"),
    ...given("defaultBackendSetName", 32, BALANCER, "loadbalancer/20170115/datatypes/CreateListenerDetails"),
  ],
  "oci:LoadBalancer/loadBalancerRoutingPolicy:LoadBalancerRoutingPolicy": given(
    "name",
    32,
    RULES,
    "loadbalancer/20170115/datatypes/CreateRoutingPolicyDetails",
  ),
  "oci:LoadBalancer/ruleSet:RuleSet": given("name", 32, RULES, "loadbalancer/20170115/datatypes/CreateRuleSetDetails"),
  "oci:ObjectStorage/bucket:Bucket": given("name", 256, WORD, "objectstorage/20160918/datatypes/CreateBucketDetails"),
  "oci:Ons/notificationTopic:NotificationTopic": auto(
    "name",
    256,
    BALANCER,
    "notification/20181201/datatypes/CreateTopicDetails",
  ),
  "oci:Vault/secret:Secret": given("secretName", 255, WORD, "secretmgmt/20180608/datatypes/CreateSecretDetails"),
};
