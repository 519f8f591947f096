import { text } from "../properties";
import { BIRTHDAY, type Blueprint, type Blueprints } from "./blueprint";

const hexadecimal: Blueprint["id"] = (it) => it.identity.hex(32);
const uuid: Blueprint["id"] = (it) => it.identity.uuid();

/** Scripts, and what runs them or is bound to them. */
export const cloudflareWorkers: Blueprints = {
  "cloudflare:index/workersScript:WorkersScript": {
    id: (it) => text(it.inputs.scriptName),
    outputs: (it) => ({
      createdOn: BIRTHDAY,
      modifiedOn: BIRTHDAY,
      etag: it.identity.hex(64),
      handlers: ["fetch"],
      hasAssets: false,
      hasModules: true,
      logpush: false,
      startupTimeMs: 10,
      usageModel: "standard",
    }),
  },
  "cloudflare:index/workersCronTrigger:WorkersCronTrigger": { id: (it) => text(it.inputs.scriptName) },
  "cloudflare:index/workersRoute:WorkersRoute": { id: hexadecimal },
  "cloudflare:index/queue:Queue": {
    id: hexadecimal,
    outputs: (it) => ({
      queueId: it.id,
      createdOn: BIRTHDAY,
      modifiedOn: BIRTHDAY,
      consumersTotalCount: 0,
      producersTotalCount: 0,
      settings: it.inputs.settings ?? { deliveryDelay: 0, deliveryPaused: false, messageRetentionPeriod: 86_400 },
    }),
  },
  "cloudflare:index/queueConsumer:QueueConsumer": {
    id: hexadecimal,
    outputs: (it) => ({ consumerId: it.id, createdOn: BIRTHDAY }),
  },
  "cloudflare:index/d1Database:D1Database": {
    id: uuid,
    outputs: (it) => ({ uuid: it.id, createdAt: BIRTHDAY, fileSize: 12_288, numTables: 0, version: "production" }),
  },
  "cloudflare:index/hyperdriveConfig:HyperdriveConfig": {
    id: hexadecimal,
    outputs: () => ({ createdOn: BIRTHDAY, modifiedOn: BIRTHDAY }),
  },
  "cloudflare:index/secretsStoreSecret:SecretsStoreSecret": {
    id: hexadecimal,
    outputs: () => ({ created: BIRTHDAY, modified: BIRTHDAY, status: "active" }),
  },
};
