import * as grpc from "@grpc/grpc-js";
import * as automation from "@pulumi/pulumi/automation/server";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as runtimeSettings from "@pulumi/pulumi/runtime/settings";
import { engineSource } from "../../src/config/source";
import { build, prepare } from "../../src/program";

/**
 * The process behind `serveProgram`: serves this project's program to one engine after the other, as the automation API
 * serves an inline program. Says its port, and when it has let go of an engine that is gone.
 */

/** What the automation API serves an inline program with; the SDK's declarations leave it out. */
interface LanguageServer {
  getRequiredPlugins(call: unknown, callback: grpc.sendUnaryData<unknown>): void;
  getPluginInfo(call: unknown, callback: grpc.sendUnaryData<unknown>): void;
  run(call: unknown, callback: grpc.sendUnaryData<unknown>): Promise<void>;
}
const { LanguageServer } = automation as unknown as { LanguageServer: new (program: unknown) => LanguageServer };

/** The SDK's connections to the engine of the run that asks. */
const settings = runtimeSettings as unknown as {
  getMonitor(): grpc.Client | undefined;
  getEngine(): grpc.Client | undefined;
};

let connections: (grpc.Client | undefined)[] = [];

/** This project's program, as `src/index.ts` runs it in a rehearsal. */
function program() {
  connections = [settings.getMonitor(), settings.getEngine()];
  const source = engineSource();
  return build(source, prepare(source, { root: process.cwd(), environment: process.env, examples: "accept" }));
}

// A trace for every promise that the SDK makes is half of a run's time.
Error.stackTraceLimit = 0;
// Whatever a run leaves unanswered once its engine is gone.
process.on("unhandledRejection", () => undefined);
process.on("uncaughtException", () => undefined);

const sdk = new LanguageServer(program);
const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(LanguageRuntimeService, {
  getRequiredPlugins: sdk.getRequiredPlugins.bind(sdk),
  getPluginInfo: sdk.getPluginInfo.bind(sdk),
  run: (call: unknown, callback: grpc.sendUnaryData<unknown>) => {
    // A program that failed answers twice, the second time without having anything to say.
    let answered = false;
    const once: typeof callback = (...answer) => {
      if (!answered) callback(...answer);
      answered = true;
    };
    void sdk.run(call, once).catch(() => undefined);
  },
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.send!({ port });
});
process.on("message", () => {
  connections.forEach((it) => it?.close());
  connections = [];
  process.send!({ released: true });
});
process.on("disconnect", () => process.exit(0));
