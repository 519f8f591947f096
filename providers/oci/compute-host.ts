import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../components/compute";
import { environmentName } from "../../components/core/binding";
import { nodesOn } from "../../components/core/component";
import { IssuesError } from "../../components/core/errors";
import { cloudConfig } from "../../components/host/cloud-init";
import type { Host, HostRoute, HostService } from "../../components/host/host";
import { encodeUserData } from "../../components/host/user-data";
import type { OciCloud } from "./cloud";
import type { PlacedMachine } from "./compute-instance";
import type { PlacedService } from "./compute-machines";
import { ociSecretReader, type MachineReads } from "./compute-secret-reader";
import type { MachineEnvironment } from "./compute-secrets";
import { WALLET_DIRECTORY, WALLET_PASSWORD, type OciDatabaseNodes } from "./database";
import type { OciNetworkNodes } from "./network";

/** All metadata of an instance together: 32,000 bytes, https://docs.oracle.com/iaas/api/#/en/iaas/20160918/Instance/ */
const METADATA_BYTES = 32_000;
/** What the other keys and the quoting take. */
const METADATA_OVERHEAD = 200;

/** Whether a service signs in to the database with its wallet. */
export const usesWallet = ({ args }: PlacedService): boolean => WALLET_PASSWORD in args.environment;

/** The address of each service that another one calls: by name on the same machine, by address on another. */
export function callUrls(
  machines: readonly PlacedMachine[],
  caller: PlacedMachine,
  { args }: PlacedService,
): Readonly<Record<string, string>> {
  const urls = args.calls.map((name): [string, string] => {
    const machine = machines.find(({ services }) => services.some((service) => service.name === name));
    const callee = machine?.services.find((service) => service.name === name);
    if (machine === undefined || callee === undefined) throw new Error(`no machine runs the called service ${name}`);
    const url =
      machine === caller ? `http://${name}:${callee.args.port}` : `http://${machine.address}:${callee.hostPort}`;
    return [environmentName(name, "URL"), url];
  });
  return Object.fromEntries(urls);
}

/** Where nginx of the app machine sends each path: to a port of its own, or to another machine. */
function routesOf(machines: readonly PlacedMachine[]): HostRoute[] {
  return machines.flatMap(({ role, address, services }) =>
    services.flatMap(({ args, hostPort }) =>
      args.routes.map((prefix) => ({ prefix, address: role === "app" ? "127.0.0.1" : address, port: hostPort })),
    ),
  );
}

function hostService(
  { name, args, hostPort, calledFromOutside }: PlacedService,
  address: string,
  environment: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): HostService {
  return {
    name,
    image: args.image,
    port: args.port,
    hostPort,
    addresses: calledFromOutside ? [address] : [],
    health: args.health,
    ...(args.command === undefined ? {} : { command: args.command }),
    environment,
    secrets,
    directories: WALLET_PASSWORD in args.environment ? [WALLET_DIRECTORY] : [],
  };
}

/** What a machine reads when it starts; undefined when nothing is secret. */
function readsOf({ cloud, args, machine, told }: UserDataArgs): pulumi.Output<MachineReads> | undefined {
  const { environments, secrets } = told;
  if (secrets.length === 0) return undefined;
  const walletUser = machine.services.find(usesWallet);
  const wallet = (): MachineReads["wallet"] => {
    if (args.database === undefined) throw new Error("a service uses a wallet, yet compute was given no database");
    return {
      compartmentId: cloud.compartmentId,
      databaseName: nodesOn<OciDatabaseNodes>("oci", args.database).databaseName,
      passwordKey: environments.get(walletUser!.name)!.secrets[WALLET_PASSWORD]!,
      directory: WALLET_DIRECTORY,
    };
  };
  const more = walletUser === undefined ? {} : { wallet: wallet() };
  return pulumi.all(secrets.map(({ reference }) => reference.id)).apply((ids) => ({
    secrets: Object.fromEntries(
      secrets.map(({ key, reference: { field } }, index) => [
        key,
        { id: ids[index]!, ...(field === undefined ? {} : { field }) },
      ]),
    ),
    ...more,
  }));
}

/** @throws IssuesError when the text of the machine is longer than Oracle Cloud takes, even compressed. */
export function encodeHost(host: Host, role: string): string {
  const text = cloudConfig(host);
  const encoded = encodeUserData(text, METADATA_BYTES - METADATA_OVERHEAD);
  if (encoded !== undefined) return encoded;
  throw new IssuesError([
    {
      at: `compute, machine ${role}`,
      problem: "what the machine is told is too long for Oracle Cloud, even compressed",
      got: `${text.length} bytes`,
      allowed: `about ${METADATA_BYTES} bytes in Base64`,
      fix: "put some services on machines of their own, or shorten their environment",
    },
  ]);
}

/** What the user data of a machine is made of. */
export interface UserDataArgs {
  readonly cloud: OciCloud;
  readonly args: ResolvedComputeArgs;
  readonly memoryMiB: number;
  readonly network: OciNetworkNodes;
  readonly machines: readonly PlacedMachine[];
  readonly machine: PlacedMachine;
  readonly told: MachineEnvironment;
}

/** The user data that makes a machine out of a plain Ubuntu image; holds no secret, only the OCIDs of secrets. */
export function userData(of: UserDataArgs): pulumi.Output<string> {
  const { args, memoryMiB, network, machines, machine, told } = of;
  const { adminCidrs, sshPublicKeys, hostname, email } = args;
  const web = machine.role === "app" ? { web: { routes: routesOf(machines), hostname, email } } : {};
  const plain = machine.services.map(({ name }) => pulumi.output({ ...told.environments.get(name)!.plain }));
  return pulumi.all([pulumi.all(plain), readsOf(of)]).apply(([environment, reads]) => {
    const services = machine.services.map((service, index) =>
      hostService(service, machine.address, environment[index]!, told.environments.get(service.name)!.secrets),
    );
    const reader = reads === undefined ? {} : { secrets: ociSecretReader(reads) };
    const host = { memoryMiB, networkCidr: network.cidr, adminCidrs, sshPublicKeys, services, ...web, ...reader };
    return encodeHost(host, machine.role);
  });
}
