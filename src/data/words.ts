import type { Issue } from "../../components/core/errors";
import type { LandfallConfig } from "../config/load";
import { homeOf, type Homed } from "./homes";
import type { Store } from "./stores";

const providerIn = (home: string): string => home.split(":")[0]!;

/** Data would stay behind in another place. */
export function leftBehind(config: LandfallConfig, kind: Homed, from: string, to: string): Issue {
  const { stack, topology } = config;
  const runbook =
    providerIn(from) === providerIn(to)
      ? `npx landfall move ${stack} --set <what was changed>, to a second stack`
      : `npx landfall move ${stack} --to ${topology.name}`;
  return {
    at: kind,
    problem: `would leave its data on ${from} and begin empty on ${to}`,
    got: to,
    allowed: from,
    fix: `set the stack back; how to move the data: ${runbook}`,
  };
}

/** A switch to stores that were never up beside the old ones, and so cannot have been copied to. */
export function neverBeside(config: LandfallConfig, kind: Homed): Issue {
  const { stack, topology, move } = config;
  const from = homeOf(move!.other, kind) ?? "nothing";
  const to = homeOf(config, kind) ?? "nothing";
  return {
    at: kind,
    problem: `would switch from ${from} to ${to}, which never stood beside it: no data can have been copied`,
    got: "switch",
    allowed: "beside, with the stack on its former topology",
    fix: `set the stack back; the steps: npx landfall move ${stack} --to ${topology.name}`,
  };
}

/** A store would be made anew. */
export function madeAnew(config: LandfallConfig, store: Store, path: string, before: string): Issue {
  const { name, type, kind, pins } = store;
  const home = homeOf(config, kind as Homed);
  const where = home === undefined ? "" : ` on ${home}`;
  return {
    at: kind,
    problem: `would make ${name} (${type})${where} anew, empty: another ${path} replaces it`,
    got: JSON.parse(pins[path]!) as unknown,
    allowed: before,
    fix: `set it back; how to move the data to a second stack: npx landfall move ${config.stack} --set <what was changed>`,
  };
}
