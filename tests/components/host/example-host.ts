import type {
  Host,
  HostCache,
  HostDatabase,
  HostRoute,
  HostService,
  SecretReader,
  ServicePort,
} from "../../../components/host/host";

/** How a service is reached on ports of the machine, one for each copy. */
export const webOn = (...hostPorts: number[]): ServicePort => ({
  port: 8000,
  hostPorts,
  health: { path: "/api/health", intervalSeconds: 15, graceSeconds: 60 },
});

/** A path that leads to ports of the machine. */
export const route = (prefix: string, change: Partial<HostRoute> = {}): HostRoute => ({
  prefix,
  service: "backend",
  servers: [{ address: "127.0.0.1", port: 8000 }],
  healthPath: "/api/health",
  sticky: false,
  webSockets: false,
  ...change,
});

export const database: HostDatabase = {
  version: "17",
  name: "shop",
  username: "shop",
  passwordKey: "SECRET_1",
  backupRetentionDays: 7,
  passphraseKey: "SECRET_3",
};

export const cache: HostCache = {
  engine: "valkey",
  version: "8",
  passwordKey: "SECRET_2",
  evictionPolicy: "noeviction",
  persistent: true,
};

/** A service that everything about can be changed of. */
export const service = (change: Partial<HostService> = {}): HostService => ({
  name: "backend",
  image: "ghcr.io/acme/backend:1.0.0",
  copies: 1,
  web: webOn(8000),
  addresses: [],
  memoryMiB: 256,
  cpu: 0.25,
  usesDatabase: false,
  environment: { PORT: "8000" },
  secrets: {},
  directories: [],
  ...change,
});

export const reader: SecretReader = {
  packages: ["python3-venv"],
  files: [{ path: "/usr/local/lib/landfall/read.py", content: "print()\n", mode: "0700" }],
  prepare: ["python3 -m venv /opt/reader"],
  command: "/opt/reader/bin/python /usr/local/lib/landfall/read.py",
};

export const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample ops";

/** A machine that answers browsers. */
export const host = (change: Partial<Host> = {}): Host => ({
  memoryMiB: 1024,
  networkCidr: "10.20.0.0/16",
  adminCidrs: ["203.0.113.7/32"],
  sshPublicKeys: [KEY],
  services: [service()],
  web: {
    hostname: "api.example.com",
    email: "ops@example.com",
    routes: [route("/api")],
    limits: [],
  },
  ...change,
});
