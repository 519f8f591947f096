import type { CacheDriver, CacheFeature, CacheShape } from "./cache";
import type { ComputeDriver, ComputeFeature, ComputeShape } from "./compute";
import type { DatabaseDriver, DatabaseFeature, DatabaseShape } from "./database";
import type { DnsDriver, DnsFeature, DnsShape } from "./dns";
import type { EdgeDriver, EdgeFeature, EdgeShape } from "./edge";
import type { MonitoringDriver, MonitoringFeature, MonitoringShape } from "./monitoring";
import type { NetworkDriver, NetworkFeature, NetworkShape } from "./network";
import type { ObjectStorageDriver, ObjectStorageFeature, ObjectStorageShape } from "./object-storage";
import type { QueueDriver, QueueFeature, QueueShape } from "./queue";
import type { SecretsDriver, SecretsFeature, SecretsShape } from "./secrets";
import type { StaticSiteDriver, StaticSiteFeature, StaticSiteShape } from "./static-site";

/** The only list of kinds: what each has as shapes, features and driver. */
export interface Catalog {
  network: { shape: NetworkShape; feature: NetworkFeature; driver: NetworkDriver };
  compute: { shape: ComputeShape; feature: ComputeFeature; driver: ComputeDriver };
  database: { shape: DatabaseShape; feature: DatabaseFeature; driver: DatabaseDriver };
  cache: { shape: CacheShape; feature: CacheFeature; driver: CacheDriver };
  "object-storage": { shape: ObjectStorageShape; feature: ObjectStorageFeature; driver: ObjectStorageDriver };
  queue: { shape: QueueShape; feature: QueueFeature; driver: QueueDriver };
  secrets: { shape: SecretsShape; feature: SecretsFeature; driver: SecretsDriver };
  "static-site": { shape: StaticSiteShape; feature: StaticSiteFeature; driver: StaticSiteDriver };
  dns: { shape: DnsShape; feature: DnsFeature; driver: DnsDriver };
  edge: { shape: EdgeShape; feature: EdgeFeature; driver: EdgeDriver };
  monitoring: { shape: MonitoringShape; feature: MonitoringFeature; driver: MonitoringDriver };
}

export type Kind = keyof Catalog;
