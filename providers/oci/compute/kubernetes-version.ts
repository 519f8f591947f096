/**
 * The version of new clusters and their machines. Oracle takes the last three minor versions, each with its own patch,
 * and upgrades a cluster in place when the version is raised:
 * https://docs.oracle.com/en-us/iaas/Content/ContEng/Concepts/contengaboutk8sversions.htm. That this one has images for
 * machines was read at https://docs.oracle.com/en-us/iaas/images/oke-worker-node-oracle-linux-8x/ (both 2026-11-21).
 */
export const KUBERNETES_VERSION = "v1.35.2";
