import { fork } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "./config";

/** The program in a process that outlives a run, with its modules loaded once for all of them. */
export interface InlineProgram {
  /** Flags of the CLI that make it run this program. */
  readonly flags: readonly string[];
  /** Lets go of an engine that is gone; the SDK would wait for it without end. */
  release(): Promise<void>;
  close(): void;
}

let shared: Promise<InlineProgram> | undefined;

/** The program for all stacks of a test file, which come one after the other. */
export const sharedProgram = (): Promise<InlineProgram> => (shared ??= serveProgram());

afterAll(async () => (await shared)?.close());

/** Serves the program to the engine as the automation API does, on this machine only. */
export async function serveProgram(): Promise<InlineProgram> {
  const host = fork(join(__dirname, "inline-host.ts"), {
    cwd: projectRoot,
    execArgv: ["-r", join(projectRoot, "bin", "register.js")],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const message = <T>() =>
    new Promise<T>((resolve, reject) => {
      const gone = () => reject(new Error("the program's process is gone"));
      host.once("exit", gone).once("message", (told) => {
        host.off("exit", gone);
        resolve(told as T);
      });
    });
  const { port } = await message<{ readonly port: number }>();
  return {
    flags: [`--client=127.0.0.1:${port}`, "--exec-kind", "auto.inline"],
    release: async () => {
      const released = message();
      host.send("release");
      await released;
    },
    close: () => host.disconnect(),
  };
}
