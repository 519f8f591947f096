import { freezeServices, thawServices } from "./freeze";
import { leftoversOf } from "./leftovers";
import type { Moving } from "./runbook";
import type { Phase, Runbook, Step } from "./schema";
import { script } from "./shell";
import { partOf } from "./side";
import { phase, step } from "./step";

/** Whether the new side does what it should. */
export function check({ to, from }: Moving): Phase[] {
  const compute = partOf(to, "compute");
  const services = Object.entries(
    (compute?.settings["services"] ?? {}) as Record<string, { routes?: unknown[]; health?: { path?: string } }>,
  );
  const paths = services.flatMap(([, { routes, health }]) =>
    Array.isArray(routes) && routes.length > 0 && health?.path !== undefined ? [health.path] : [],
  );
  return phase("check", "Check, before you let anybody know", [
    step({
      id: "check",
      guard: true,
      title: "Ask the new side what a visitor would",
      text: [
        "Each line must say 200. Then by hand: sign in, read something old, write something, upload and download a file. Look at the services' logs for errors of the database's dialect, of rights and of missing settings.",
        "Nothing may be written to the old stores any more: they are what you go back to.",
      ],
      commands: script(
        `URL=$(pulumi stack output servicesUrl --stack ${to.stack})`,
        ...[...new Set(paths)].map(
          (path) =>
            `curl --silent --show-error --output /dev/null --write-out '%{http_code} %{url_effective}\\n' "$URL${path}"`,
        ),
        `pulumi preview --stack ${from.stack === to.stack ? from.stack : to.stack} --expect-no-changes`,
      ),
    }),
  ]);
}

/** Lines that put the config of before the switch back. */
function backLines({ from, to, request }: Moving, way: Runbook["way"]): string | null {
  const { stack } = from;
  const { domain } = request;
  if (way === "beside")
    return script(
      `cp "$WORK/Pulumi.${stack}.before-switch.yaml" Pulumi.${stack}.yaml`,
      `pulumi preview --stack ${stack}`,
      `pulumi up --stack ${stack}`,
    );
  if (domain === undefined) return null;
  return script(
    `pulumi config set --stack ${to.stack} landfall:domain next.${domain}`,
    `pulumi up --stack ${to.stack}`,
    `pulumi config set --stack ${stack} landfall:domain ${domain}`,
    `pulumi up --stack ${stack}`,
  );
}

/** How to go back, and until when. */
export function rollBack(moving: Moving, way: Runbook["way"]): Phase[] {
  const { from, to, steps } = moving;
  const compute = partOf(from, "compute");
  const thaw = [...steps.flatMap(({ steps: its }) => [...(its.thaw ?? [])])];
  const back = steps.flatMap(({ steps: its }) => [...(its.back ?? [])]);
  const missing = steps
    .filter(
      ({ move, steps: its }) => (its.back ?? []).length === 0 && move.way.whose !== "nobody" && move.kind !== "dns",
    )
    .map(({ move }) => move.kind);
  const restored: Step = step({
    id: "roll-back-switch",
    guard: true,
    title: "After the switch, last: the config of before",
    text: ["The old stores are still in the state, protected; the services come up on them again."],
    commands: backLines(moving, way),
  });
  const late = partOf(to, "compute");
  const stop =
    late === undefined || back.length === 0
      ? []
      : [
          {
            ...freezeServices({ ...to, beside: false }, late),
            id: "roll-back-stop",
            title: "After the switch, first: stop the new services",
            text: ["Nobody may write while the data goes back; visitors are away again until the last step here."],
          },
        ];
  return phase(
    "roll-back",
    "Go back",
    [...thaw, ...(compute === undefined ? [] : [thawServices(from, compute)]), ...stop, ...back, restored],
    {
      optional: true,
      text: [
        "Before the switch: the first steps here undo the freeze, and that is all. Nothing was lost; the new stores can be filled again.",
        "After the switch it is possible until the release: stop the new services, bring back what was written since, then put the config back. Without bringing it back only as long as nobody has written on the new side, or as long as that may be lost. Decide beforehand until when you would go back, and write it down.",
        ...(missing.length === 0
          ? []
          : [
              `What was written since to ${missing.join(" and ")} has no way back by this runbook: the app would have to bring it back itself.`,
            ]),
      ],
    },
  );
}

/** What is written down of the old stores before the stack forgets them. */
export function leftoverStep({ from, sorted }: Moving): Step {
  const left = leftoversOf(from, sorted.moves);
  const known = left.flatMap(({ monthlyUsd }) => (monthlyUsd === null ? [] : [monthlyUsd]));
  const sum = known.reduce((total, usd) => total + Math.round(usd * 100), 0) / 100;
  const rest = left.length - known.length;
  const cost =
    known.length === 0
      ? "; no price of theirs is known"
      : `, and go on costing $${sum.toFixed(2)} a month as far as prices are known${rest === 0 ? "" : `, ${rest} of them not priced`}`;
  return step({
    id: "leftovers",
    guard: true,
    title: "Write down what stays in the old cloud",
    text:
      left.length === 0
        ? ["Nothing of the old side is kept by its cloud."]
        : [
            `${left.length} stores, keys and secrets stay until you delete them there${cost}. Everything carries the tags \`landfall-app=${from.plan.app}\` and \`landfall-stack=${from.stack}\` where its service has tags.`,
            "The state knows their ids now and will not later. To have one back in a stack: `pulumi import TYPE NAME ID`, with the type and the name of the list.",
          ],
    commands:
      left.length === 0
        ? null
        : script(
            "while read -r type name; do",
            `  echo "$type $name $(of_resource ${from.stack} "$type" "$name" .id)"`,
            `done <<'END' | tee "$WORK/leftovers.txt"`,
            left.map(({ type, name }) => `${type} ${name}`),
            "END",
          ),
  });
}

/** What is left to do. */
export const after = ({ from }: Moving): Phase[] =>
  phase("after", "Afterwards", [
    step({
      id: "clean",
      title: "Clean up",
      text: [
        "Delete the old stores in their cloud when the time has come that you have to keep them for. Take your own address off the lists that let it in, terminate machines that you lent to the move, revoke the keys that you made for it, and delete the copies on this machine. The list of ids is kept in your home directory.",
      ],
      commands: script(
        `cp "$WORK/leftovers.txt" "$HOME/landfall-move-${from.stack}-leftovers.txt"`,
        'rm --recursive --force "$WORK"',
        "jobs -p | xargs --no-run-if-empty kill",
      ),
    }),
  ]);
