import type { NameLimit, NameLimits } from "./provider";

const NAMES = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
const CRON_JOBS = "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/";

const label = (maxLength: number, source = `${NAMES}#dns-label-names`): readonly NameLimit[] => [
  { input: "metadata.name", maxLength, pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, autonamed: true, source },
];

/** Names of a cluster's own objects, whichever provider it stands on. Of the pages only those of IAM and of Kubernetes were read anew, 2026-11-28. */
export const kubernetesNameLimits: NameLimits = {
  "kubernetes:core/v1:Namespace": label(63),
  "kubernetes:core/v1:Service": label(63),
  // A Deployment's pods are called after it, with up to 17 characters more, and a host's name has 63.
  "kubernetes:apps/v1:Deployment": label(63),
  "kubernetes:batch/v1:CronJob": label(52, CRON_JOBS),
};
