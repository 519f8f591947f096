import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { DriverContext } from "./core/driver";

/** Which characters a password has; letters and digits only survive connection URLs and shells. */
export type PasswordArgs = Omit<random.RandomPasswordArgs, "keepers">;

/**
 * A password that this program makes. Its resource is of the same type on every provider, so its logical name says whose it
 * is: two providers may hold a part of one name while its data moves.
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
  const name = `${context.name}-${context.component.provider}-${role}`;
  return pulumi.secret(new random.RandomPassword(name, args, { ...options, aliases }).result);
}
