import * as batch from "@pulumi/kubernetes/batch/v1";
import type * as core from "@pulumi/kubernetes/core/v1";
import type { ResolvedServiceArgs } from "../compute";
import { environmentOf } from "./environment";
import { containerOf, POD } from "./pods";
import { annotated, inCluster, metadata, type Stage } from "./stage";

/** The longest that a run may take; one that hangs would keep all later ones away. */
const LONGEST_RUN_SECONDS = 6 * 3600;

/** How late a run may begin, where the cluster was busy or away. */
const LATEST_START_SECONDS = 600;

/** Runs a service at set times, in UTC, and never twice at once. A run that fails is tried once more. */
export function scheduledService(
  stage: Stage,
  name: string,
  service: ResolvedServiceArgs,
  schedule: string,
  account: core.ServiceAccount,
): batch.CronJob {
  const labelled = metadata(stage, { part: "service", name }, { name });
  return new batch.CronJob(
    stage.context.child(`service-${name}`),
    {
      metadata: labelled,
      spec: {
        schedule,
        timeZone: "Etc/UTC",
        concurrencyPolicy: "Forbid",
        startingDeadlineSeconds: LATEST_START_SECONDS,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          metadata: { labels: labelled.labels },
          spec: {
            backoffLimit: 1,
            activeDeadlineSeconds: LONGEST_RUN_SECONDS,
            template: {
              metadata: { labels: labelled.labels, ...annotated(stage.podAnnotations(name)) },
              spec: {
                ...POD,
                serviceAccountName: account.metadata.name,
                restartPolicy: "Never",
                containers: [containerOf(name, service, environmentOf(stage, name, service))],
              },
            },
          },
        },
      },
    },
    inCluster(stage),
  );
}
