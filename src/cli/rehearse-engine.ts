import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** How to get the Pulumi CLI; told when there is none. */
export const INSTALL_HINT = [
  "rehearse needs the Pulumi CLI, and there is no pulumi on PATH. Install it:",
  "  Linux, macOS: curl -fsSL https://get.pulumi.com | sh",
  "  macOS:        brew install pulumi/tap/pulumi",
  "  Windows:      choco install pulumi",
  "  other ways:   https://www.pulumi.com/docs/iac/download-install/",
].join("\n");

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The program of a name on PATH; undefined when there is none. */
export function onPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment["PATH"] ?? environment["Path"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const endings = process.platform === "win32" ? (environment["PATHEXT"] ?? ".EXE").split(";") : [""];
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isProgram);
}

/** What a run of the CLI left behind. */
export interface EngineRun {
  /** The exit code; 1 when a signal ended the run. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface EngineOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Receives the output while it is written. */
  readonly out?: (text: string) => void;
  readonly err?: (text: string) => void;
  /** Receives the process once it runs. */
  readonly started?: (child: ChildProcess) => void;
}

/** Runs the Pulumi CLI to its end. */
export async function runPulumi(
  cli: string,
  argv: readonly string[],
  { cwd, environment, out, err, started }: EngineOptions,
): Promise<EngineRun> {
  // Ctrl-C reaches the engine as well, which then ends in order; the cloud that it talks to must outlive it.
  const waitForEngine = () => undefined;
  process.on("SIGINT", waitForEngine);
  try {
    return await new Promise<EngineRun>((resolve, reject) => {
      const child = spawn(cli, argv, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
      const written = { stdout: "", stderr: "" };
      for (const [stream, pass] of [["stdout", out] as const, ["stderr", err] as const]) {
        child[stream].setEncoding("utf8").on("data", (text: string) => {
          written[stream] += text;
          pass?.(text);
        });
      }
      started?.(child);
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? 1, ...written }));
    });
  } finally {
    process.off("SIGINT", waitForEngine);
  }
}
