import { registered } from "../support/key-order";

/** The orders of a cell's keys that registered something else; a process of its own, as the graphs are never let go. */
async function batch(cell: string, seed: number, count: number): Promise<readonly number[]> {
  const before = (await registered(cell)).join("\n");
  const other: number[] = [];
  for (let at = seed; at < seed + count; at++) if ((await registered(cell, at)).join("\n") !== before) other.push(at);
  return other;
}

const [cell, seed, count] = process.argv.slice(2);
void batch(cell!, Number(seed), Number(count)).then((other) => process.stdout.write(JSON.stringify(other)));
