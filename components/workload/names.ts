import type { DriverContext } from "../core/driver";
import { physicalName, type NameRule } from "../core/naming";

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names (read 2026-11-21) */
const LABEL_NAME: NameRule = {
  maxLength: 63,
  allowed: /[a-z0-9-]/,
  separator: "-",
  lowercase: true,
  source: "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names",
};

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set (read 2026-11-21) */
const LABEL_VALUE: NameRule = {
  maxLength: 63,
  allowed: /[A-Za-z0-9._-]/,
  separator: "-",
  lowercase: false,
  source: "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set",
};

/** The name of the namespace that everything of a stack stands in; plain, so that a cloud can give rights to it. */
export const namespaceName = ({ stack }: Pick<DriverContext, "stack">): string =>
  physicalName([stack.app, stack.stack], LABEL_NAME);

/** The name of a service's own account in the cluster; plain, so that a cloud can give it a role. */
export const serviceAccountName = (service: string): string => physicalName(["service", service], LABEL_NAME);

/** What a pod is: a copy of a service, or of the nginx in front of all. */
export type Part = "service" | "front";

/** What the copies of one service are told apart by; never changes, since a Deployment cannot be given another. */
export const selectorOf = (part: Part, name: string): Record<string, string> => ({
  "app.kubernetes.io/component": part,
  "app.kubernetes.io/name": name,
});

/** The stack's own labels. */
export const labelsOf = ({ tags }: Pick<DriverContext, "tags">): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, physicalName([value], LABEL_VALUE)]));
