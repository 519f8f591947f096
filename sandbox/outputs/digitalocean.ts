import { isObject, text, type Properties } from "../properties";
import { BIRTHDAY, type Birth, type Blueprints } from "./blueprint";

/** The name that App Platform gives an app: the spec's, with a few letters after it. */
function appHost(it: Birth): string {
  const spec = isObject(it.inputs.spec) ? it.inputs.spec : {};
  return `${text(spec.name, it.name)}-${it.identity.token(5)}.ondigitalocean.app`;
}

/** The addresses that an app sends from, where it asks for its own. */
function dedicatedIps(it: Birth): Properties[] {
  const spec = isObject(it.inputs.spec) ? it.inputs.spec : {};
  if (!Array.isArray(spec.egresses) || spec.egresses.length === 0) return [];
  return ["first", "second"].map((role) => ({
    id: it.identity.uuid(role),
    ip: it.identity.publicAddress(role),
    status: "ASSIGNED",
  }));
}

/** What the sandbox makes on DigitalOcean. */
export const digitalocean: Blueprints = {
  "digitalocean:index/app:App": {
    id: (it) => it.identity.uuid(),
    outputs: (it) => ({
      activeDeploymentId: it.identity.uuid("deployment"),
      appUrn: `do:app:${it.id}`,
      createdAt: BIRTHDAY,
      updatedAt: BIRTHDAY,
      dedicatedIps: dedicatedIps(it),
      defaultIngress: `https://${appHost(it)}`,
      liveDomain: appHost(it),
      liveUrl: `https://${appHost(it)}`,
    }),
  },
};
