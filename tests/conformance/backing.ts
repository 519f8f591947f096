import * as pulumi from "@pulumi/pulumi";
import type { Kind } from "../../components/catalog";
import { Compute } from "../../components/compute";
import { Database, type DatabaseArgs } from "../../components/database";
import { Network } from "../../components/network";
import { ObjectStorage, type BucketArgs } from "../../components/object-storage";
import { Secrets } from "../../components/secrets";
import type { ProviderId } from "../../providers/registry";
import { placesOf, type Place, type Scene } from "./places";
import { canary } from "./wire";

/** A place of a kind on the given provider. */
function placeOn<K extends Kind>(kind: K, provider: ProviderId): Place<K> | undefined {
  return placesOf(kind)
    .map(([, place]) => place)
    .find((place) => place.provider === provider);
}

/** The network of a provider; undefined where it has none. */
export function buildNetwork(provider: ProviderId, { connections, stack }: Scene): Network | undefined {
  const place = placeOn("network", provider);
  return place && new Network("network", { stack }, place.placement(connections));
}

/** What is neutral of a database: the rest is the scene's. */
export type NeutralDatabase = Omit<DatabaseArgs, "stack" | "network">;

/** The smallest database of a place. */
export function smallestDatabase(place: Place<"database">): NeutralDatabase {
  const setup = place.setup.database?.[place.shape];
  if (setup === undefined) throw new Error(`no set-up for a ${place.shape} database on ${place.provider}`);
  return { engine: setup.engine, size: setup.size, databaseName: "shop" };
}

/** A database as a stack builds it. */
export function buildDatabase(
  place: Place<"database">,
  { connections, stack }: Scene,
  network: Network | undefined,
  args: NeutralDatabase,
): Database {
  return new Database("database", { stack, network, ...args }, place.placement(connections));
}

/** What compute stands on at its own provider. */
export interface Backing {
  /** Undefined where compute needs none. */
  readonly network: Network | undefined;
  readonly secrets: Secrets;
  readonly database: Database | undefined;
  /** Undefined where compute is let in by keys rather than by its role. */
  readonly storage: ObjectStorage | undefined;
}

const buckets: Readonly<Record<string, BucketArgs>> = { uploads: { access: "read-write" }, assets: { access: "read" } };

/** Builds what compute stands on, with a generated and a given secret. */
export function buildBacking(place: Place<"compute">, scene: Scene): Backing {
  const { connections, stack } = scene;
  const { provider } = place;
  const network = buildNetwork(provider, scene);
  const secretsPlace = placesOf("secrets")
    .map(([, it]) => it)
    .find((it) => it.provider === provider && (it.shape === "managed") === place.has("secretsByReference"));
  if (secretsPlace === undefined) throw new Error(`compute on ${provider} has no secrets beside it that it can read`);
  const secrets = new Secrets(
    "secrets",
    {
      stack,
      secrets: {
        JWT_SECRET: { kind: "generated", length: 64 },
        STRIPE_KEY: { kind: "given", value: pulumi.output(canary("stripe")) },
      },
    },
    secretsPlace.placement(connections),
  );
  const databasePlace = placeOn("database", provider);
  const storagePlace = placeOn("object-storage", provider);
  return {
    network,
    secrets,
    database: databasePlace && buildDatabase(databasePlace, scene, network, smallestDatabase(databasePlace)),
    storage: storagePlace?.has("accessByRole")
      ? new ObjectStorage("storage", { stack, buckets, access: "role" }, storagePlace.placement(connections))
      : undefined,
  };
}

/** Compute with a load balancer, for an edge that sits on it. */
export function buildFront(provider: ProviderId, scene: Scene): Compute {
  const place = placesOf("compute")
    .map(([, it]) => it)
    .find((it) => it.provider === provider && it.has("loadBalancing"));
  if (place === undefined) throw new Error(`${provider} has no compute with a load balancer`);
  const { network, secrets } = buildBacking(place, scene);
  const api = {
    image: "ghcr.io/acme/api:1.4.0",
    port: 8000,
    routes: ["/"],
    health: { path: "/health" },
    environment: {},
    buckets: {},
    calls: [],
  };
  return new Compute(
    "compute",
    {
      stack: scene.stack,
      services: { api },
      ...place.setup.compute![place.shape]!,
      network,
      secrets,
      hostname: "api.example.com",
      adminCidrs: [],
      sshPublicKeys: [],
    },
    place.placement(scene.connections),
  );
}
