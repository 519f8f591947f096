import type { NameLimit, NameLimits } from "../provider";

const API = "https://docs.digitalocean.com/reference/api/digitalocean";

const auto = (input: string, maxLength: number, pattern: RegExp, page: string): readonly NameLimit[] => [
  { input, maxLength, pattern, autonamed: true, source: `${API}/${page}` },
];
const given = (input: string, maxLength: number, pattern: RegExp, page: string): readonly NameLimit[] => [
  { input, maxLength, pattern, source: `${API}/${page}` },
];

const HOST = /^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/;

/** What DigitalOcean takes as names, by type. Of the pages only those of IAM and of Kubernetes were read anew, 2026-11-28. */
export const digitaloceanNameLimits: NameLimits = {
  "digitalocean:index/app:App": given("spec.name", 32, /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/, "#operation/apps_create"),
  "digitalocean:index/databaseCluster:DatabaseCluster": auto(
    "name",
    63,
    /^[a-z][a-z0-9-]*[a-z0-9]$/,
    "#operation/databases_create_cluster",
  ),
  "digitalocean:index/droplet:Droplet": auto("name", 255, HOST, "#operation/droplets_create"),
  "digitalocean:index/firewall:Firewall": auto(
    "name",
    255,
    /^[a-zA-Z0-9][a-zA-Z0-9.-]+$/,
    "#operation/firewalls_create",
  ),
  "digitalocean:index/kubernetesCluster:KubernetesCluster": auto(
    "name",
    255,
    /^[a-z0-9][a-z0-9-]*[a-z0-9]$/,
    "#operation/kubernetes_create_cluster",
  ),
  "digitalocean:index/loadBalancer:LoadBalancer": auto(
    "name",
    255,
    /^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/,
    "#operation/loadBalancers_create",
  ),
  "digitalocean:index/spacesBucket:SpacesBucket": auto(
    "name",
    63,
    /^[a-z0-9][a-z0-9-]+[a-z0-9]$/,
    "#tag/Spaces-Keys", // The same names as S3's.
  ),
  "digitalocean:index/tag:Tag": auto("name", 255, /^[a-zA-Z0-9_:-]+$/, "#operation/tags_create"),
  "digitalocean:index/volume:Volume": auto("name", 64, /^[a-z]([a-z0-9-]*[a-z0-9])?$/, "#operation/volumes_create"),
  "digitalocean:index/vpc:Vpc": auto("name", 255, /^[a-zA-Z0-9.-]+$/, "#operation/vpcs_create"),
};
