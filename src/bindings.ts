import { environmentName, plain, type Binding, type Bindings } from "../components/core/binding";
import type { Database } from "../components/database";
import type { BucketAccess, ObjectStorage } from "../components/object-storage";
import type { Secrets } from "../components/secrets";

/** Puts a credential into the store that the services read from; one that stands in a store already stays there. */
function stored(secrets: Secrets, name: string, binding: Binding): Binding {
  return binding.kind === "secret" ? secrets.store(name, binding.value) : binding;
}

/** What a service gets to reach the database: the same names on every provider. */
export function databaseBindings(database: Database, secrets: Secrets): Bindings {
  const password = stored(secrets, "database-password", database.password);
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
    DATABASE_PASSWORD: password,
    // Clients of PostgreSQL take the password from here when the URL has none.
    ...(database.engine === "postgres" ? { PGPASSWORD: password } : {}),
    ...Object.fromEntries(extra),
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
export function storageKeyBindings(storage: ObjectStorage, secrets: Secrets): Bindings {
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
