/**
 * The minor version of new clusters; DigitalOcean begins with its newest patch and keeps that up to date by itself:
 * https://docs.digitalocean.com/reference/api/digitalocean/#tag/Kubernetes/operation/kubernetes_create_cluster
 * (read 2026-11-21). Clusters of this one were seen in public configurations of 2026.
 */
export const KUBERNETES_VERSION = "1.35";
