import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedServiceArgs } from "../compute";
import { environmentName, plain, type Binding, type Bindings } from "../core/binding";
import { inCluster, metadata, nameOf, type Stage } from "./stage";

/** What a container is given under one name, in Kubernetes' words. */
export type Variable =
  | { readonly name: string; readonly value: pulumi.Input<string> }
  | {
      readonly name: string;
      readonly valueFrom: { readonly secretKeyRef: { readonly name: pulumi.Output<string>; readonly key: string } };
    };

/** The address of each service that this one calls, by its name in the namespace. */
function callUrls(services: Stage["args"]["services"], { calls }: ResolvedServiceArgs): Bindings {
  const urls = calls.map((callee): [string, Binding] => {
    const port = services[callee]?.port;
    if (port === undefined) throw new Error(`the called service ${callee} answers no requests`);
    return [environmentName(callee, "URL"), plain(`http://${callee}:${port}`)];
  });
  return Object.fromEntries(urls);
}

/** One Secret with what a single service is told. It is named anew with every change, since it cannot be changed. */
const secretOf = (stage: Stage, name: string, stringData: Record<string, pulumi.Output<string>>): core.Secret =>
  new core.Secret(
    stage.context.child(`service-${name}`),
    { metadata: metadata(stage, { part: "service", name }), immutable: true, type: "Opaque", stringData },
    inCluster(stage),
  );

/**
 * What a service's containers are told: plain values as they are, and secrets out of one Secret that only this service
 * reads. A changed value makes another Secret, and so new copies of the service.
 *
 * @throws Error when a secret stands in a store: a pod reads none by itself, so it is a bug.
 */
export function environmentOf(stage: Stage, name: string, service: ResolvedServiceArgs): Variable[] {
  const bindings = Object.entries({ ...callUrls(stage.args.services, service), ...service.environment });
  const hidden: Record<string, pulumi.Output<string>> = {};
  for (const [variable, binding] of bindings) {
    if (binding.kind === "secret") hidden[variable] = binding.value;
    if (binding.kind !== "reference") continue;
    throw new Error(`a pod was given ${variable}, which stands in the store of ${binding.reference.provider}`);
  }
  const told = Object.keys(hidden).length === 0 ? undefined : nameOf(secretOf(stage, name, hidden));
  return bindings
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, binding]): Variable => {
      if (binding.kind === "plain") return { name: key, value: binding.value };
      return { name: key, valueFrom: { secretKeyRef: { name: told!, key } } };
    });
}
