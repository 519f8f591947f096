import type { DriverContext } from "../../components/core/driver";
import { physicalName, type NameRule } from "../../components/core/naming";

/** Unique in the account, 2 to 32 characters, beginning with a letter. */
const APP_NAME: NameRule = {
  maxLength: 32,
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.digitalocean.com/reference/pydo/reference/apps/create/ (2026-10-01)",
};

/** The name of an app; apps carry no tags, so app, stack and component stand in it. */
export function appName({ stack, name }: Pick<DriverContext, "stack" | "name">): string {
  const parts = [stack.app, stack.stack, name];
  const wanted = physicalName(parts, APP_NAME);
  return /^[a-z]/.test(wanted) ? wanted : physicalName(["app", ...parts], APP_NAME);
}

/** The name of a part of an app: the same rule as the app's own. */
export const componentName = (service: string): string => physicalName([service], APP_NAME);
