import { nearest } from "../../components/core/nearest";
import { refuse, UsageError, type Command, type Terminal } from "./command";

/** Each command, loaded only when it is called. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  plan: async () => (await import("./plan")).plan,
  cost: async () => (await import("./cost")).cost,
  diff: async () => (await import("./diff")).diff,
  move: async () => (await import("./move")).move,
  matrix: async () => (await import("./matrix")).matrix,
  capabilities: async () => (await import("./capabilities")).capabilities,
  gate: async () => (await import("./gate")).gate,
  doctor: async () => (await import("./doctor")).doctor,
  rehearse: async () => (await import("./rehearse-command")).rehearseCommand,
};

async function help(terminal: Terminal): Promise<number> {
  terminal.out("landfall <command> [options]\n\n");
  for (const [name, load] of Object.entries(commands)) {
    terminal.out(`  ${name.padEnd(14)}${(await load()).summary}\n`);
  }
  terminal.out("\nlandfall <command> --help tells more. Exit code 0: fine, 1: refused, 2: wrong usage.\n");
  return 0;
}

function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    environment: process.env,
    cwd: process.cwd(),
    isTTY: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 100,
  };
}

/** Runs the command line and returns the exit code. */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") return help(terminal);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (load === undefined) {
      const near = nearest(name, Object.keys(commands));
      const hint = near === undefined ? "" : `; did you mean ${near}?`;
      throw new UsageError(`unknown command ${name}; allowed ${Object.keys(commands).join(", ")}${hint}`);
    }
    const command = await load();
    if (rest.includes("--help") || rest.includes("-h")) {
      terminal.out(`${command.summary}\n\n${command.usage}\n`);
      return 0;
    }
    return await command.run(rest, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) return refuse(error, terminal);
    terminal.err(`landfall: ${error.message}\n`);
    return 2;
  }
}
