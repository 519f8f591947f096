import { environmentName, plain, type Binding, type Bindings } from "../components/core/binding";
import type { Cache } from "../components/cache";
import type { Database } from "../components/database";
import type { BucketAccess, ObjectStorage } from "../components/object-storage";
import type { Queue } from "../components/queue";
import type { SecretStore } from "../components/secrets";

/** Puts a credential into the store that the services read from; one that stands in a store already stays there. */
export function stored(secrets: SecretStore, name: string, binding: Binding): Binding {
  return binding.kind === "secret" ? secrets.store(name, binding.value) : binding;
}

/** What a service gets to reach the database: the same names on every provider. */
export function databaseBindings(database: Database, secrets: SecretStore): Bindings {
  const password = database.password && stored(secrets, "database-password", database.password);
  const extra = Object.entries(database.extra).map(([name, binding]) => {
    const key = name.toLowerCase().replaceAll("_", "-");
    return [name, stored(secrets, key, binding)] as const;
  });
  return {
    DATABASE_ENGINE: plain(database.engine),
    DATABASE_HOST: plain(database.host),
    DATABASE_PORT: plain(database.port.apply(String)),
    DATABASE_NAME: plain(database.database),
    DATABASE_USER: plain(database.username),
    DATABASE_URL: plain(database.url),
    ...(password === undefined ? {} : { DATABASE_PASSWORD: password }),
    // Clients of PostgreSQL take the password from here when the URL has none.
    ...(password === undefined || database.engine !== "postgres" ? {} : { PGPASSWORD: password }),
    ...Object.fromEntries(extra),
  };
}

/** What a service gets to reach the cache: the same names on every provider. */
export function cacheBindings(cache: Cache, secrets: SecretStore): Bindings {
  return {
    CACHE_HOST: plain(cache.host),
    CACHE_PORT: plain(cache.port.apply(String)),
    CACHE_USER: plain(cache.username),
    CACHE_URL: plain(cache.url),
    CACHE_PASSWORD: stored(secrets, "cache-password", cache.password),
  };
}

/** What services get to reach the topics that each was granted; how they sign in is stored once. */
export function queueBindings(queue: Queue, secrets: SecretStore): (topics: readonly string[]) => Bindings {
  const kafka = queue.shape === "kafka";
  const prefix = kafka ? "kafka" : "queue";
  const { credentials, caCertificate } = queue;
  const common: Bindings = {
    [environmentName(prefix, kafka ? "brokers" : "endpoint")]: plain(queue.endpoint),
    ...(caCertificate === undefined ? {} : { [environmentName(prefix, "ca", "certificate")]: plain(caCertificate) }),
    ...(credentials === undefined
      ? {}
      : {
          ...(kafka ? { KAFKA_SECURITY_PROTOCOL: plain("SASL_SSL") } : {}),
          [environmentName(prefix, "sasl", "mechanism")]: plain(credentials.mechanism),
          [environmentName(prefix, "user")]: plain(credentials.username),
          [environmentName(prefix, "password")]: stored(secrets, "queue-password", credentials.password),
        }),
  };
  return (topics) => {
    if (topics.length === 0) return {};
    const named = topics.map((topic) => [environmentName("topic", topic), plain(queue.topics[topic]!)] as const);
    return { ...common, ...Object.fromEntries(named) };
  };
}

/** What a service gets to reach one bucket. */
function bucketBindings(storage: ObjectStorage, name: string): Bindings {
  const bucket = storage.buckets[name]!;
  const variable = (what: string) => environmentName("bucket", name, what);
  return {
    [variable("name")]: plain(bucket.name),
    [variable("endpoint")]: plain(bucket.endpoint),
    [variable("region")]: plain(bucket.region),
    [variable("url")]: plain(bucket.url),
  };
}

/** Builds, once, the keys to the buckets, under the names that every client of the S3 protocol reads. */
export function storageKeyBindings(storage: ObjectStorage, secrets: SecretStore): Bindings {
  if (storage.keys === undefined) return {};
  return {
    AWS_ACCESS_KEY_ID: stored(secrets, "storage-access-key-id", storage.keys.accessKeyId),
    AWS_SECRET_ACCESS_KEY: stored(secrets, "storage-secret-access-key", storage.keys.secretAccessKey),
  };
}

/** What a service gets to reach the buckets that it was granted. */
export function storageBindings(
  storage: ObjectStorage,
  granted: Readonly<Record<string, BucketAccess>>,
  keys: Bindings,
): Bindings {
  const names = Object.keys(granted);
  if (names.length === 0) return {};
  return Object.assign({}, ...names.map((name) => bucketBindings(storage, name)), keys) as Bindings;
}
