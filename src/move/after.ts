import { freezeServices, thawServices } from "./freeze";
import { leftoversOf } from "./leftovers";
import type { Moving } from "./runbook";
import type { Phase, Runbook, Step } from "./schema";
import { script } from "./shell";
import { partOf, resourceOutput } from "./side";
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

/** What is left to do, and what is left to pay. */
export function after(moving: Moving): Phase[] {
  const { from, sorted } = moving;
  const left = leftoversOf(from, sorted.moves);
  const known = left.flatMap(({ monthlyUsd }) => (monthlyUsd === null ? [] : [monthlyUsd]));
  const sum = known.reduce((total, usd) => total + Math.round(usd * 100), 0) / 100;
  return phase("after", "Afterwards", [
    step({
      id: "leftovers",
      title: "What stays in the old cloud",
      text: [
        left.length === 0
          ? "Nothing of the old side is kept by its cloud."
          : `${left.length} stores stay until you delete them there${known.length === 0 ? "; no price of theirs is known" : `, and go on costing $${sum.toFixed(2)} a month as far as prices are known${known.length === left.length ? "" : `, ${left.length - known.length} of them not priced`}`}. Everything carries the tags \`landfall-app=${from.plan.app}\` and \`landfall-stack=${from.stack}\` where its service has tags.`,
        ...(left.length === 0
          ? []
          : [
              "Write the ids down while the state still has them, before the release. To have one back in a stack: `pulumi import TYPE NAME ID`, with the type and the name of the list.",
            ]),
      ],
      commands:
        left.length === 0
          ? null
          : script(
              "{",
              left.map(
                ({ type, name }) => `  echo "${type} ${name} $(${resourceOutput(from, { type, name }, ".id")})"`,
              ),
              '} | tee "$WORK/leftovers.txt"',
            ),
    }),
    step({
      id: "clean",
      title: "Clean up",
      text: [
        "Take your own address off the lists that let it in, terminate machines that you lent to the move, revoke the keys that you made for it, and delete the copies on this machine. Keep the list of ids somewhere else first.",
      ],
      commands: script(
        'cp "$WORK/leftovers.txt" . 2>/dev/null || true',
        'rm --recursive --force "$WORK"',
        "jobs -p | xargs --no-run-if-empty kill",
      ),
    }),
  ]);
}
