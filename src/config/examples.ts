import type { Issue } from "../../components/core/errors";
import type { LandfallConfig } from "./load";
import { flag } from "./providers";
import * as stack from "./stack";

/** Every value that is still an example, and every secret without a value: what a real run refuses. */
export function exampleIssues(
  keys: stack.StackKeys,
  machines: boolean,
  providers: LandfallConfig["providers"],
  missing: readonly string[],
): Issue[] {
  const issue = (at: string, got: string, fix: string): Issue => ({ at, problem: "still holds an example", got, fix });
  const found: Issue[] = [];
  if (keys.domain !== undefined && stack.isExampleDomain(keys.domain)) {
    found.push(issue("landfall:domain", keys.domain, "pulumi config set landfall:domain <your domain>"));
  }
  if (keys.email !== undefined && stack.isExampleEmail(keys.email)) {
    found.push(issue("landfall:email", keys.email, "pulumi config set landfall:email <your address>"));
  }
  (machines ? (keys.adminCidrs ?? []) : []).forEach((cidr, index) => {
    const at = `landfall:adminCidrs[${index}]`;
    if (stack.isExampleCidr(cidr)) found.push(issue(at, cidr, `pulumi config set --path '${at}' <your address>/32`));
  });
  (machines ? (keys.sshPublicKeys ?? []) : []).forEach((key, index) => {
    const at = `landfall:sshPublicKeys[${index}]`;
    const fix = `pulumi config set --path '${at}' "$(cat ~/.ssh/id_ed25519.pub)"`;
    if (stack.isExampleKey(key)) found.push(issue(at, key, fix));
  });
  for (const { examples } of Object.values(providers)) {
    for (const { key, example, description } of examples) {
      found.push({ ...issue(key, example, `pulumi config set ${flag(key)} <value>`), allowed: description });
    }
  }
  for (const name of missing) {
    const at = `landfall:secrets.${name}`;
    found.push({ at, problem: "has no value", fix: `pulumi config set --secret --path '${at}' <value>` });
  }
  return found;
}
