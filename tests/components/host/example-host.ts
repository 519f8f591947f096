import type { Host, HostService, SecretReader } from "../../../components/host/host";

/** A service that everything about can be changed of. */
export const service = (change: Partial<HostService> = {}): HostService => ({
  name: "backend",
  image: "ghcr.io/acme/backend:1.0.0",
  port: 8000,
  hostPort: 8000,
  addresses: [],
  health: { path: "/api/health", intervalSeconds: 15, graceSeconds: 60 },
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
    routes: [{ prefix: "/api", address: "127.0.0.1", port: 8000 }],
  },
  ...change,
});
