import type { PlanComponent } from "../plan/schema";
import { nameOf } from "../plan/urn";
import { resourcesOf, resourceSecret, type Side } from "./side";
import { script } from "./shell";
import { step } from "./step";
import type { Way } from "./database";
import type { Step } from "./schema";

const RANDOM = "random:index/randomPassword:RandomPassword";

/** Secrets that the program made by itself: each has a value in the state. */
export function generatedSecrets(
  side: Side,
  part: PlanComponent,
): { readonly secret: string; readonly name: string }[] {
  const prefix = `${nameOf(part.urn)}-`;
  return resourcesOf(side, part)
    .filter(({ type, name }) => type === RANDOM && name.startsWith(prefix) && name.endsWith("-value"))
    .map(({ name }) => ({ name, secret: name.slice(prefix.length, -"-value".length) }));
}

/** What is left to do where both sides are one stack: nothing but to look. */
const sameStack = (part: PlanComponent, made: readonly string[]): Step =>
  step({
    id: "copy-secrets",
    guard: true,
    kind: "secrets",
    title: "Secrets: nothing to copy",
    text: [
      `The program writes every secret into ${part.service} itself. Those that the app is given stand in the stack's config, encrypted, and stay as they are.${made.length === 0 ? "" : ` Those that it made once keep their value: ${made.join(", ")}. Sessions and signatures stay valid.`}`,
      "Passwords of the new database, cache and queue are their own and new. Whoever reads the old store besides the app, such as a job of another team, has to be told of the new one.",
    ],
  });

/** Hands values from one stack's state to the other's config, through a pipe. */
const toOtherStack = (from: Side, to: Side, before: PlanComponent): Step =>
  step({
    id: "copy-secrets",
    guard: true,
    kind: "secrets",
    title: "Hand the secrets that the program made to the second stack",
    text: [
      "Secrets that the app is given came along with the config. Those that the program made once stand in the first stack's state: handed over as given ones they keep their value, so that sessions and signatures stay valid. Values go through a pipe, never over the screen.",
    ],
    commands: script(
      generatedSecrets(from, before).flatMap(({ secret, name }) => [
        `${resourceSecret(from, { type: RANDOM, name }, ".outputs.result")} |`,
        `  pulumi config set --stack ${to.stack} --secret --path 'landfall:secrets.${secret}'`,
      ]),
    ),
  });

/** Secrets, which the program writes itself. */
export const secretsWay = (before: PlanComponent, after: PlanComponent): Way => ({
  by: "the program writes the same values into the new store",
  whose: "nobody",
  steps: (from, to) => {
    if (from.stack !== to.stack) return {};
    const made = generatedSecrets(from, before).map(({ secret }) => secret);
    return { copy: [sameStack(after, made)] };
  },
});

/** The step of a second stack, before it comes up; undefined where there is nothing to hand over. */
export const handSecrets = (from: Side, to: Side, before: PlanComponent): Step | undefined =>
  generatedSecrets(from, before).length === 0 ? undefined : toOtherStack(from, to, before);
