import { isObject, text } from "../properties";
import { BIRTHDAY, type Birth, type Blueprints } from "./blueprint";

/** The name that App Platform gives an app: the spec's, with a few letters after it. */
function appHost(it: Birth): string {
  const spec = isObject(it.inputs.spec) ? it.inputs.spec : {};
  return `${text(spec.name, it.name)}-${it.identity.token(5)}.ondigitalocean.app`;
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
      defaultIngress: `https://${appHost(it)}`,
      liveDomain: appHost(it),
      liveUrl: `https://${appHost(it)}`,
    }),
  },
};
