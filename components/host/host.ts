/** A file of a machine, owned by root. */
export interface HostFile {
  readonly path: string;
  readonly content: string;
  /** @default "0644" */
  readonly mode?: "0600" | "0644" | "0700" | "0755";
}

/** A service as one machine runs it: everything resolved to plain text. */
export interface HostService {
  readonly name: string;
  /** Image with its tag or digest. */
  readonly image: string;
  /** The port inside the container. */
  readonly port: number;
  /** The port on the machine, different for each of its services. */
  readonly hostPort: number;
  /** Addresses of the machine, besides loopback, that the port is published on; empty when only nginx calls it. */
  readonly addresses: readonly string[];
  readonly health: { readonly path: string; readonly intervalSeconds: number; readonly graceSeconds: number };
  /** Started in place of the image's own command. */
  readonly command?: readonly string[];
  /** Plain settings; never a secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** Environment name -> the key that the provider's reader keeps the secret under, e.g. `SECRET_1`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Directories of the machine that the container sees under the same path, read-only. */
  readonly directories: readonly string[];
}

/** Where nginx sends the requests of a path. */
export interface HostRoute {
  /** Path prefix, `/` or `/api`. */
  readonly prefix: string;
  readonly address: string;
  readonly port: number;
}

/** What a machine answers browsers with; a machine without it has no nginx and no open web ports. */
export interface HostWeb {
  /** The name that requests come under. @default - HTTP by address, no redirect */
  readonly hostname?: string;
  /** Where the certificate authority writes to. @default - nowhere */
  readonly email?: string;
  readonly routes: readonly HostRoute[];
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
}

/** What is the machine's own, out of everybody's way: config, not secret. */
export const CONFIG_DIRECTORY = "/etc/landfall";

/** In memory and root only. Docker keeps what a container is told on the encrypted disk as well, for root to read. */
export const RUN_DIRECTORY = "/run/landfall";

/** One file a secret, called by its key. */
export const SECRETS_DIRECTORY = `${RUN_DIRECTORY}/secrets`;
