import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../compute";
import { routesOf, type HostMachine } from "./addresses";
import type { MachineEnvironment } from "./environment";
import type { Host, HostArchive, HostCache, HostDatabase, HostService, HostWeb, SecretReader } from "./host";
import { edgeBefore, limitsBehind } from "./nginx-client";
import { APP_ROLE, type PlacedService } from "./machines";

/** What a machine is described from; the provider adds what only it knows. */
export interface DescribeArgs {
  readonly args: ResolvedComputeArgs;
  readonly memoryMiB: number;
  /** The private network whose machines may call the services, in CIDR notation. */
  readonly networkCidr: pulumi.Input<string>;
  /** All machines of the app, and the one that is described. */
  readonly machines: readonly HostMachine[];
  readonly machine: HostMachine;
  readonly told: MachineEnvironment;
  /** Reads `told.secrets` when the machine starts. @default - there are none */
  readonly reader?: pulumi.Input<SecretReader>;
  /** Directories of the machine that a service's containers see under the same path, read-only. @default - none */
  readonly directories?: (service: PlacedService) => readonly string[];
  /** The disk that holds data and outlives the machine. @default - the boot disk holds it */
  readonly data?: Host["data"];
  /**
   * The networks of a load balancer that ends TLS in front: the machine then answers it alone, over HTTP on port 80, and
   * takes the client's address and scheme from its headers.
   * @default - browsers come to the machine itself
   */
  readonly balancerCidrs?: pulumi.Input<readonly string[]>;
  /**
   * The provider whose edge alone the cloud's own firewall lets in, although its networks are not known here: what it says
   * of a browser is then believed whoever sends it.
   * @default - anybody may come
   */
  readonly closedTo?: string;
}

/** One service as its machine runs it. */
export function hostService(
  { name, args, copies, hostPorts, calledFromOutside }: PlacedService,
  listensOn: readonly string[],
  environment: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
  directories: readonly string[],
): HostService {
  const { image, port, health, schedule, command, memoryMiB, cpu, database } = args;
  return {
    name,
    image,
    copies,
    ...(hostPorts.length === 0 ? {} : { web: { port: port!, hostPorts, health: health! } }),
    addresses: calledFromOutside ? listensOn : [],
    ...(schedule === undefined ? {} : { schedule }),
    ...(command === undefined ? {} : { command }),
    memoryMiB,
    cpu,
    usesDatabase: database,
    environment,
    secrets,
    directories,
  };
}

function webOf(of: DescribeArgs): pulumi.Output<HostWeb | undefined> {
  const { args, machines, machine, balancerCidrs, closedTo } = of;
  if (machine.role !== APP_ROLE) return pulumi.output(undefined);
  const { hostname, email, headers, cachedPaths } = args;
  const front = edgeBefore(args, closedTo);
  const limits = limitsBehind(args, front);
  return pulumi.all([routesOf(machines), balancerCidrs]).apply(([routes, cidrs]) => ({
    ...(hostname === undefined ? {} : { hostname }),
    ...(email === undefined ? {} : { email }),
    routes,
    limits,
    headers,
    cachedPaths,
    ...(cidrs === undefined ? {} : { balancer: { cidrs } }),
    ...(front === undefined ? {} : { front }),
  }));
}

/** What stands beside the services of the app machine. */
function beside({ args, machine, told }: DescribeArgs): pulumi.Output<Pick<Host, "database" | "cache">> {
  if (machine.role !== APP_ROLE) return pulumi.output({});
  const { database, cache } = args.colocated;
  const keys = told.colocated;
  return archiveOf(args, keys).apply((archive) => ({
    ...(database === undefined ? {} : { database: databaseOf(database, keys, archive) }),
    ...(cache === undefined ? {} : { cache: cacheOf(cache, keys.cache!) }),
  }));
}

/** The bucket of the database's backups, and a directory of the stack's own in it. */
function archiveOf(
  { archive, colocated, stack }: ResolvedComputeArgs,
  keys: MachineEnvironment["colocated"],
): pulumi.Output<HostArchive | undefined> {
  if (archive === undefined || colocated.database === undefined) return pulumi.output(undefined);
  const { name, endpoint, region } = archive.bucket;
  return pulumi.all([name, endpoint, region]).apply(([bucket, at, signedFor]) => ({
    bucket,
    endpoint: at,
    region: signedFor,
    prefix: `landfall/${stack.stack}/database/`,
    ...(keys.archive === undefined ? {} : { keys: keys.archive }),
  }));
}

const databaseOf = (
  { version, name, username, backupRetentionDays }: NonNullable<ResolvedComputeArgs["colocated"]["database"]>,
  keys: MachineEnvironment["colocated"],
  archive: HostArchive | undefined,
): HostDatabase => ({
  version,
  name,
  username,
  passwordKey: keys.database!,
  backupRetentionDays,
  passphraseKey: keys.passphrase!,
  ...(archive === undefined ? {} : { archive }),
});

const cacheOf = (
  { engine, version, evictionPolicy, persistent }: NonNullable<ResolvedComputeArgs["colocated"]["cache"]>,
  passwordKey: string,
): HostCache => ({ engine, version, passwordKey, evictionPolicy, persistent });

/**
 * One machine, told apart from any cloud; `cloudConfig` makes its user data.
 *
 * The result is secret exactly where a value of a secret is in it (`told.values`), and unknown in a preview where
 * something in it is.
 */
export function describeHost(of: DescribeArgs): pulumi.Output<Host> {
  const { args, memoryMiB, machine, told, directories, data } = of;
  const { adminCidrs, sshPublicKeys } = args;
  const plain = machine.services.map(({ name }) => pulumi.output({ ...told.environments.get(name)!.plain }));
  const values = told.values.map(({ key, value }) => value.apply((text): [string, string] => [key, text]));
  const ownAddress = machine.services.some(({ calledFromOutside }) => calledFromOutside) ? machine.address : undefined;
  return pulumi
    .all([pulumi.all(plain), pulumi.all(values), of.networkCidr, of.reader, webOf(of), ownAddress, beside(of)])
    .apply(([environments, laidDown, networkCidr, reader, web, address, stored]): Host => {
      const listensOn = machine.listensOn ?? (address === undefined ? [] : [address]);
      return {
        memoryMiB,
        networkCidr,
        adminCidrs,
        sshPublicKeys,
        services: machine.services.map((service, index) =>
          hostService(
            service,
            listensOn,
            environments[index]!,
            told.environments.get(service.name)!.secrets,
            directories?.(service) ?? [],
          ),
        ),
        ...(web === undefined ? {} : { web }),
        ...(reader === undefined ? {} : { secrets: reader }),
        ...(laidDown.length === 0 ? {} : { values: Object.fromEntries(laidDown) }),
        ...stored,
        ...(data === undefined || machine.role !== APP_ROLE ? {} : { data }),
      };
    });
}
