import type { CacheEngine, EvictionPolicy } from "../cache";
import { bareWord } from "./text";

/** A file of a machine, owned by root. */
export interface HostFile {
  readonly path: string;
  readonly content: string;
  /** @default "0644" */
  readonly mode?: "0600" | "0644" | "0700" | "0755";
}

/** How a service that answers requests is reached on its machine. */
export interface ServicePort {
  /** The port inside the container. */
  readonly port: number;
  /** The ports on the machine, one for each copy, all different. */
  readonly hostPorts: readonly number[];
  readonly health: { readonly path: string; readonly intervalSeconds: number; readonly graceSeconds: number };
}

/** A service as one machine runs it: everything resolved to plain text. */
export interface HostService {
  readonly name: string;
  /** Image with its tag or digest. */
  readonly image: string;
  /** Containers that run at the same time, at least one. */
  readonly copies: number;
  /** @default - it answers no requests: a background or a scheduled service */
  readonly web?: ServicePort;
  /** Addresses of the machine, besides loopback, that the ports are published on; empty when only nginx calls it. */
  readonly addresses: readonly string[];
  /** When it is run, as the five fields of cron, in UTC; two runs never overlap. @default - it runs all the time */
  readonly schedule?: string;
  /** Started in place of the image's own command. */
  readonly command?: readonly string[];
  /** Memory that a copy needs. */
  readonly memoryMiB: number;
  /** Virtual CPUs that a copy needs: its share where all are busy. */
  readonly cpu: number;
  /** Whether it waits for the database on the machine. */
  readonly usesDatabase: boolean;
  /** Plain settings; never a secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** Environment name -> the key that the secret is kept under, e.g. `SECRET_1`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Directories of the machine that the container sees under the same path, read-only. */
  readonly directories: readonly string[];
}

/** Where nginx sends the requests of a path. */
export interface HostRoute {
  /** Path prefix, `/` or `/api`. */
  readonly prefix: string;
  readonly service: string;
  /** Each copy of the service. */
  readonly servers: readonly { readonly address: string; readonly port: number }[];
  /** Answers 200 when the service can work. */
  readonly healthPath: string;
  /** Whether a browser stays with the copy that it met first. */
  readonly sticky: boolean;
  /** Whether connections stay open both ways. */
  readonly webSockets: boolean;
}

/** So many requests from one address in so long a time; more are refused. */
export interface HostLimit {
  readonly name: string;
  /** Path prefix that is counted. */
  readonly path: string;
  readonly requests: number;
  readonly periodSeconds: number;
}

/** A path below which successful answers may be kept, and how long. */
export interface HostCachedPath {
  /** Path prefix, e.g. `/_next/static`. */
  readonly path: string;
  readonly days: number;
  /** Whether a file never changes under its name. */
  readonly immutable: boolean;
}

/** How a load balancer says whose connection it passes on. */
export type ToldBy = "proxy-protocol" | "x-forwarded-for";

/** What a machine answers browsers with; a machine without it has no nginx and no open web ports. */
export interface HostWeb {
  /** The name that requests come under. @default - HTTP by address, no redirect */
  readonly hostname?: string;
  /** Where the certificate authority writes to. @default - nowhere */
  readonly email?: string;
  readonly routes: readonly HostRoute[];
  readonly limits: readonly HostLimit[];
  /** What every answer says besides HSTS and Permissions-Policy, by the header's name. @default - nothing */
  readonly headers?: Readonly<Record<string, string>>;
  /** Static answers that a browser may keep. @default - none */
  readonly cachedPaths?: readonly HostCachedPath[];
  /** A load balancer that ends TLS; nobody else is answered. @default - browsers come to the machine */
  readonly balancer?: {
    /** Its networks; empty where it keeps the address of the connection. */
    readonly cidrs: readonly string[];
    /** @default "x-forwarded-for" */
    readonly toldBy?: ToldBy;
  };
  /** The edge in front, whose networks are known: nobody else is answered. @default - browsers come to the machine */
  readonly front?: {
    /** Networks that its requests come from, in CIDR notation. */
    readonly cidrs: readonly string[];
    /** The header that says a browser's address; to be believed from these networks only. */
    readonly clientAddressHeader: string;
    /** Whoever issued its certificate, in PEM; requests without one are refused. @default - it shows none */
    readonly clientAuthority?: string;
  };
}

/** PostgreSQL on the machine of the services, in a container called `database`. */
export interface HostDatabase {
  /** Major version, a tag of the image `postgres`. */
  readonly version: string;
  readonly name: string;
  /** The owner of the database, not a superuser. */
  readonly username: string;
  /** The key of the owner's password. */
  readonly passwordKey: string;
  /** Whole days, besides today, that a backup is kept. */
  readonly backupRetentionDays: number;
  /** The key of the passphrase that backups are encrypted with. */
  readonly passphraseKey: string;
  /** Where backups are kept besides the machine. @default - on the machine only */
  readonly archive?: HostArchive;
}

/** A bucket that speaks the S3 protocol, and the directory in it that is the machine's own. */
export interface HostArchive {
  readonly bucket: string;
  /** With scheme. */
  readonly endpoint: string;
  readonly region: string;
  /** Ends with a slash, e.g. `landfall/prod/`. */
  readonly prefix: string;
  /** The keys that an access key's two parts are kept under. @default - the machine is let in by its role */
  readonly keys?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A cache on the machine of the services, in a container called `cache`. */
export interface HostCache {
  readonly engine: CacheEngine;
  /** A tag of the image `valkey/valkey` or `redis`. */
  readonly version: string;
  readonly passwordKey: string;
  readonly evictionPolicy: EvictionPolicy;
  readonly persistent: boolean;
}

/**
 * How a machine reads its secrets when it starts; each provider brings its own.
 *
 * The command writes every secret's raw value to a file of its key in `SECRETS_DIRECTORY`, and fails when one is
 * missing. It is run as root, at every boot, and may take its time: rights to read may come after the machine.
 */
export interface SecretReader {
  /** Ubuntu packages that it needs. */
  readonly packages: readonly string[];
  readonly files: readonly HostFile[];
  /** Shell lines that are run once the packages are there; run again, they change nothing. */
  readonly prepare: readonly string[];
  /** A shell command. */
  readonly command: string;
}

/** One machine, told apart from any cloud. */
export interface Host {
  readonly memoryMiB: number;
  /** The private network whose machines may call the services, in CIDR notation. */
  readonly networkCidr: string;
  /** Networks that administrators come from, in CIDR notation. */
  readonly adminCidrs: readonly string[];
  /** OpenSSH public keys of administrators. */
  readonly sshPublicKeys: readonly string[];
  readonly services: readonly HostService[];
  readonly web?: HostWeb;
  readonly secrets?: SecretReader;
  /** Secrets that no store keeps, by key; they make the text of the machine secret. @default - none */
  readonly values?: Readonly<Record<string, string>>;
  readonly database?: HostDatabase;
  readonly cache?: HostCache;
  /**
   * The disk that holds data and outlives the machine, as the system calls it, e.g. `/dev/disk/by-id/…`; it may come
   * minutes after the machine.
   * @default - what is stored stands on the boot disk and goes with it
   */
  readonly data?: { readonly device: string };
}

/** What is the machine's own, out of everybody's way: config, not secret. */
export const CONFIG_DIRECTORY = "/etc/landfall";

/** In memory and root only. Docker keeps what a container is told on the encrypted disk as well, for root to read. */
export const RUN_DIRECTORY = "/run/landfall";

/** One file a secret, called by its key. */
export const SECRETS_DIRECTORY = `${RUN_DIRECTORY}/secrets`;

/** Secrets that no store keeps, one root-only file each, called by its key; they outlive a restart. */
export const VALUES_DIRECTORY = `${CONFIG_DIRECTORY}/values`;

/** The file that a secret of a machine is read from. */
export const secretFile = ({ values }: Pick<Host, "values">, key: string): string =>
  `${values?.[key] === undefined ? SECRETS_DIRECTORY : VALUES_DIRECTORY}/${bareWord(key)}`;

/** Where data stands: the disk of its own, where there is one. */
export const DATA_DIRECTORY = "/var/lib/landfall";

/** Where a load balancer asks whether the machine can work. */
export const HEALTH_PATH = "/.well-known/landfall/health";

/** Whether anything on the machine stores data that is to outlive a restart. */
export const keepsData = ({ database, cache }: Pick<Host, "database" | "cache">): boolean =>
  database !== undefined || cache?.persistent === true;
