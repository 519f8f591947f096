import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { DriverContext } from "./core/driver";

/** Which characters a password has; letters and digits only survive connection URLs and shells. */
export type PasswordArgs = Omit<random.RandomPasswordArgs, "keepers">;

/**
 * A password that this program makes.
 *
 * @param options - Kept like data when left out: a lost password locks the app out.
 */
export function generatedPassword(
  context: DriverContext,
  role: string,
  args: PasswordArgs,
  options: pulumi.CustomResourceOptions = context.dataOptions(),
): pulumi.Output<string> {
  // What it was called before; the part that serves is the one that was there then.
  const aliases = context.beside ? [] : [{ name: context.child(role) }];
  return pulumi.secret(new random.RandomPassword(context.ownChild(role), args, { ...options, aliases }).result);
}
