import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs, ResolvedServiceArgs } from "../../../components/compute";
import type { Binding } from "../../../components/core/binding";
import type { HostMachine } from "../../../components/host/addresses";
import { layoutMachines } from "../../../components/host/machines";
import type { Secrets } from "../../../components/secrets";

export const LAST = { lastHostNumber: 62 };

/** A service with every default in place. */
export const service = (change: Partial<ResolvedServiceArgs> = {}): ResolvedServiceArgs => ({
  image: "ghcr.io/acme/x:1",
  port: 8000,
  routes: [],
  health: { path: "/h", intervalSeconds: 15, graceSeconds: 60 },
  environment: {},
  buckets: {},
  calls: [],
  machine: "shared",
  replicas: 1,
  cpu: 0.25,
  memoryMiB: 256,
  stickySessions: false,
  webSockets: false,
  database: false,
  cache: false,
  topics: {},
  ...change,
});

export const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

/** Machines at addresses that follow their numbers. */
export const machinesOf = (services: ResolvedComputeArgs["services"]): HostMachine[] =>
  layoutMachines(services, LAST).map((machine, index) => ({ ...machine, address: `10.20.0.${10 + index}` }));

/** A store that keeps what it is given, or gives it back. */
export function storeOf(kind: "reference" | "secret", provider = "oci") {
  const stored: string[] = [];
  const store = (name: string, value: pulumi.Output<string>): Binding => {
    stored.push(name);
    return kind === "secret"
      ? { kind, value: pulumi.secret(value) }
      : { kind, reference: { provider, id: pulumi.output(`id-of-${name}`) } };
  };
  return { stored, secrets: { store } as unknown as Secrets };
}
