import type * as core from "@pulumi/kubernetes/core/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../compute";
import type { DriverContext } from "../core/driver";
import { labelsOf, selectorOf, type Part } from "./names";

/** What everything in the namespace of a stack shares. */
export interface Stage {
  readonly context: DriverContext;
  readonly cluster: Provider;
  readonly namespace: core.Namespace;
  readonly args: ResolvedComputeArgs;
  /** What the copies of a service carry. */
  readonly podAnnotations: (service: string) => Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * The name that the cluster gave an object which was told none. Taken of its id, `namespace/name`: a preview knows what
 * was said of the object, and would take the name for missing.
 */
export const nameOf = ({ id }: pulumi.CustomResource): pulumi.Output<string> =>
  id.apply((known) => known.slice(known.lastIndexOf("/") + 1));

type Annotations = Readonly<Record<string, pulumi.Input<string>>>;

/** Annotations, where there are any. */
export const annotated = (annotations: Annotations = {}): { readonly annotations?: Annotations } =>
  Object.keys(annotations).length === 0 ? {} : { annotations };

/** Options of a child that stands in the cluster. */
export const inCluster = (
  { context, cluster }: Pick<Stage, "context" | "cluster">,
  more: pulumi.CustomResourceOptions = {},
): pulumi.CustomResourceOptions => context.options({ ...more, provider: cluster });

/** The metadata of an object in the namespace. */
export const metadata = (
  { context, namespace }: Stage,
  part?: { readonly part: Part; readonly name: string },
  { name, annotations }: { readonly name?: string; readonly annotations?: Annotations } = {},
) => ({
  ...(name === undefined ? {} : { name }),
  ...annotated(annotations),
  namespace: namespace.metadata.name,
  labels: { ...labelsOf(context), ...(part === undefined ? {} : selectorOf(part.part, part.name)) },
});
