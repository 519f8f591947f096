import { leftoverStep } from "./after";
import { isPlacing, pairLine, placeLines } from "./config-keys";
import { script } from "./shell";
import { handSecrets } from "./secrets";
import { partOf } from "./side";
import { phase, step } from "./step";
import type { Moving } from "./runbook";
import type { Phase } from "./schema";

/** How a stack says that a zone is there already, on each provider. */
const EXISTING_ZONE: Readonly<Record<string, string>> = {
  aws: "landfall:aws.zoneId ZONE_ID",
  cloudflare: "landfall:cloudflare.zoneId ZONE_ID",
  digitalocean: "landfall:digitalocean.dnsZone existing",
  oci: "landfall:oci.zoneId ZONE_OCID",
};

/** The second stack, on a name of its own. */
export function secondPhase(moving: Moving): Phase[] {
  const { from, to, request, sorted } = moving;
  const { domain } = request;
  const dns = partOf(from, "dns");
  const secrets = sorted.moves.find(({ kind }) => kind === "secrets");
  return phase("second", `Step 1: the stack ${to.stack} beside ${from.stack}`, [
    step({
      id: "second-stack",
      guard: true,
      title: `Make the stack ${to.stack}`,
      text: [
        "`--copy-config-from` takes the config along and encrypts its secrets anew. Names of the cloud carry the stack's name, so that both stand side by side.",
        ...(domain === undefined
          ? []
          : [
              `The second stack answers under \`next.${domain}\` until the switch; the zone stays the first stack's, and the second is told that it is there.`,
            ]),
      ],
      commands: script(
        `pulumi stack init ${to.stack} --copy-config-from ${from.stack}`,
        placeLines(to.stack, request.from.placing, request.to.placing),
        request.set.filter((pair) => !isPlacing(pair)).map((pair) => pairLine(to.stack, pair)),
        ...(domain === undefined ? [] : [`pulumi config set --stack ${to.stack} landfall:domain next.${domain}`]),
        ...(domain === undefined || dns === undefined
          ? []
          : [
              `pulumi config set --stack ${to.stack} --path ${EXISTING_ZONE[dns.provider ?? ""] ?? ""} # where it is not set yet`,
            ]),
      ),
    }),
    secrets === undefined ? undefined : handSecrets(from, to, secrets.from),
    step({
      id: "second-up",
      guard: true,
      title: "Bring it up, and stop its services",
      text: ["It comes up as a whole, with services that find empty stores. Nobody but you knows its name."],
      commands: script(`pulumi preview --stack ${to.stack}`, `pulumi up --stack ${to.stack}`),
    }),
  ]);
}

/** The names change over. */
export function secondSwitchPhase({ from, to, request }: Moving): Phase[] {
  const { domain } = request;
  return phase("switch", "Step 2: switch", [
    step({
      id: "switch",
      guard: true,
      title: domain === undefined ? "Tell whoever calls the app its new address" : `Give ${domain} to ${to.stack}`,
      text:
        domain === undefined
          ? ["The stack has no domain: its address is what its output says."]
          : [
              `First the old stack lets go of the names, then the new one takes them. In between nobody is answered under them, for as long as the two updates take: it is part of the freeze.`,
            ],
      commands:
        domain === undefined
          ? script(`pulumi stack output servicesUrl --stack ${to.stack}`)
          : script(
              `pulumi config set --stack ${from.stack} landfall:domain old.${domain}`,
              `pulumi up --stack ${from.stack}`,
              `pulumi config set --stack ${to.stack} landfall:domain ${domain}`,
              `pulumi up --stack ${to.stack}`,
            ),
      cautions:
        domain === undefined
          ? []
          : [
              "Certificates are proven anew under the names. The rehearsal of this step is a domain of yours that nobody uses.",
            ],
    }),
  ]);
}

/** The first stack goes. */
export const secondReleasePhase = (moving: Moving): Phase[] => {
  const { from } = moving;
  return phase("release", `Step 3: let go of ${from.stack}`, [
    leftoverStep(moving),
    step({
      id: "release",
      guard: true,
      title: `Take ${from.stack} down`,
      text: [
        "When nobody would go back any more. docs/switching.md says how a stack that was protected is destroyed; its stores and its zone are kept by the cloud. Tell the new stack of the zone before: it says that the zone exists, and nothing changes.",
      ],
      commands: script(`pulumi state unprotect --all --stack ${from.stack}`, `pulumi destroy --stack ${from.stack}`),
      cautions: ["Look at what the preview of the destroy says before you say yes."],
    }),
  ]);
};
