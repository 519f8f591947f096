import type * as cloudflare from "@pulumi/cloudflare";
import type { ResolvedComputeArgs } from "../../../components/compute";
import { environmentName, type Binding } from "../../../components/core/binding";
import { nodesOn } from "../../../components/core/component";
import type { CloudflareDatabaseNodes } from "../database/d1";
import type { CloudflareObjectStorageNodes } from "../object-storage";
import type { CloudflareQueueNodes } from "../queue";
import type { CloudflareSecretsNodes } from "../secrets";

type WorkerBinding = cloudflare.types.input.WorkersScriptBinding & { readonly name: string };
type Scripts = Readonly<Record<string, cloudflare.WorkersScript>>;

function environmentBinding(args: ResolvedComputeArgs, name: string, binding: Binding): WorkerBinding {
  if (binding.kind === "plain") return { type: "plain_text", name, text: binding.value };
  if (binding.kind === "secret") return { type: "secret_text", name, text: binding.value };
  const { provider, id } = binding.reference;
  if (provider !== "cloudflare")
    throw new Error(`a Worker was given ${name}, which stands in the store of ${provider}`);
  const { storeId } = nodesOn<CloudflareSecretsNodes>("cloudflare", args.secrets);
  return { type: "secrets_store_secret", name, storeId, secretName: id };
}

/** A service is called through its binding; any host will do in the URL, and this one is the service's own name. */
const callBindings = (callee: string, script: cloudflare.WorkersScript): WorkerBinding[] => [
  { type: "service", name: environmentName("service", callee), service: script.scriptName },
  { type: "plain_text", name: environmentName(callee, "url"), text: `http://${callee}` },
];

function databaseBindings({ database }: ResolvedComputeArgs): WorkerBinding[] {
  if (database === undefined) return [];
  const { type, id } = nodesOn<CloudflareDatabaseNodes>("cloudflare", database).binding;
  return [{ type, name: "DATABASE", id }];
}

function bucketBindings({ objectStorage }: ResolvedComputeArgs, keys: readonly string[]): WorkerBinding[] {
  if (objectStorage === undefined) return [];
  const { buckets } = nodesOn<CloudflareObjectStorageNodes>("cloudflare", objectStorage);
  return keys.map((key) => ({
    type: "r2_bucket",
    name: environmentName("bucket", key),
    bucketName: buckets[key]!.name,
  }));
}

function topicBindings({ queue }: ResolvedComputeArgs, topics: readonly string[]): WorkerBinding[] {
  if (queue === undefined) return [];
  const { queues } = nodesOn<CloudflareQueueNodes>("cloudflare", queue);
  return topics.map((topic) => ({
    type: "queue",
    name: environmentName("topic", topic),
    queueName: queues[topic]!.queue.queueName,
  }));
}

/**
 * What a Worker is bound to: its environment, and whatever it reaches, each under a name of its own: `DATABASE`,
 * `BUCKET_<NAME>`, `TOPIC_<NAME>` where it writes, and `SERVICE_<NAME>` for each service that it calls.
 *
 * @param scripts - Those that are made already, among them all that this one calls.
 */
export function workerBindings(args: ResolvedComputeArgs, name: string, scripts: Scripts): WorkerBinding[] {
  const service = args.services[name]!;
  const written = Object.keys(service.topics).filter((topic) => service.topics[topic] !== "read");
  const bound = [
    ...service.calls.flatMap((callee) => callBindings(callee, scripts[callee]!)),
    ...(service.database ? databaseBindings(args) : []),
    ...bucketBindings(args, Object.keys(service.buckets)),
    ...topicBindings(args, written),
  ];
  const taken = new Set(bound.map((binding) => binding.name));
  // The name of a topic is of no use to a script that is bound to the topic itself; a reader knows its messages by it.
  const told = Object.entries(service.environment).filter(([variable]) => !taken.has(variable));
  const all = [...bound, ...told.map(([variable, binding]) => environmentBinding(args, variable, binding))];
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}
