import * as pulumi from "@pulumi/pulumi";

/**
 * A value that is not known before the given resources are there: an argument of a look-up, so that a first preview makes no
 * call, and what the look-up answers. The SDK forgets what an unanswered look-up waits for, and `pulumi up --plan` refuses
 * a resource that depends on more than its preview said.
 */
export const after = <T>(
  resources: pulumi.CustomResource | readonly pulumi.CustomResource[],
  value: pulumi.Input<T>,
): pulumi.Output<T> => pulumi.all([value, ...[resources].flat().map(({ id }) => id)]).apply(([known]) => known as T);
