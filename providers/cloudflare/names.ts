import type { DriverContext } from "../../components/core/driver";
import { physicalName, type NameRule } from "../../components/core/naming";

/** Names of scripts, databases, queues and buckets: letters, digits and hyphens; buckets have the shortest, 63. */
const NAME: NameRule = {
  maxLength: 63,
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://developers.cloudflare.com/r2/buckets/create-buckets/ (read 2026-11-21)",
};

/**
 * Names of secrets: letters, digits and underscores, as in the vendor's own examples. No page says how long one may be,
 * so the length is ours.
 */
const SECRET_NAME: NameRule = {
  maxLength: 63,
  allowed: /[A-Za-z0-9]/,
  separator: "_",
  lowercase: false,
  source: "https://developers.cloudflare.com/secrets-store/manage-secrets/ (read 2026-11-21)",
};

const whole = ({ stack }: DriverContext, parts: readonly string[]) => [stack.app, stack.stack, ...parts];

/** A name that no other stack of the account has; Cloudflare gives none by itself. */
export const nameOf = (context: DriverContext, ...parts: readonly string[]): string =>
  physicalName(whole(context, parts), NAME);

/** A name of a secret that no other stack of the account's one store has. */
export const secretNameOf = (context: DriverContext, name: string): string =>
  physicalName(whole(context, [name]), SECRET_NAME);
