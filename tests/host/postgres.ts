import { join } from "node:path";
import type { Host } from "../../components/host/host";
import { freePort, moved, run, TestMachine, until, userId, type Run } from "./machine";

/** What tests of PostgreSQL run. */
export const POSTGRES_PROGRAMS = [
  "initdb",
  "postgres",
  "psql",
  "pg_dump",
  "pg_restore",
  "pg_isready",
  "openssl",
  "setpriv",
];

const BINARIES = "/usr/lib/postgresql/15/bin";

/** The user of the image, whose number is another one here. */
const IMAGE_USER = "=999";

/** Ends a line of shell that runs a program as the user of PostgreSQL, who may not be root. */
const AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];

/**
 * PostgreSQL as a machine runs it, with its own settings, access file and script, without a container: on a free port of two
 * addresses of loopback. A stand-in for `docker` runs what is meant for the container beside it.
 */
export class TestPostgres {
  readonly machine: TestMachine;
  private port = 0;
  private log = (): string => "";

  constructor(host: Host) {
    this.machine = new TestMachine(host);
  }

  /** How programs on the machine find others and the server. */
  get env(): Record<string, string> {
    const path = [this.machine.path("bin"), BINARIES, process.env["PATH"]!].join(":");
    return { PATH: path, PGHOST: this.machine.path("socket"), PGPORT: String(this.port) };
  }

  async start(passwordOf: Readonly<Record<string, string>>): Promise<void> {
    const { machine } = this;
    this.port = await freePort();
    for (const [key, value] of Object.entries(passwordOf)) {
      machine.write(`/run/landfall/secrets/${key}`, value, 0o600);
    }
    const owned = { [IMAGE_USER]: `=${userId("postgres")}`, "999:999": "postgres:postgres" };
    this.must([machine.lay("/usr/local/sbin/landfall-data", ["/var/lib/landfall"], owned)]);
    machine.lay("/etc/landfall/database/owner.sh", ["/run/landfall/database"]);
    machine.write("/etc/landfall/database/pg_hba.conf", machine.told("/etc/landfall/database/pg_hba.conf"));
    machine.lay("/usr/local/sbin/landfall-services", ["/run/landfall", "/usr/local/sbin/landfall-compose"], {
      [IMAGE_USER]: `=${userId("postgres")}`,
      // In the container, what leads to the file is Docker's and open.
      "--mode=0700": "--mode=0755",
    });
    machine.write("/usr/local/sbin/landfall-compose", "#!/bin/bash\nexit 0\n", 0o755);
    machine.write("bin/docker", this.docker(), 0o755);
    machine.write("running", "");
    this.must(["install", "--directory", "--owner=postgres", machine.path("socket")]);
    const data = machine.path("/var/lib/landfall/database/data");
    this.must([...AS_POSTGRES, join(BINARIES, "initdb"), "--data-checksums", "--username=postgres", "-D", data]);
    this.log = machine.start([...AS_POSTGRES, ...this.command(data)], { LC_ALL: "C" }).log;
    await until("PostgreSQL", () => run(["pg_isready", "--host=127.0.0.1"], { env: this.env }).code === 0).catch(() => {
      throw new Error(this.log());
    });
    this.handOver();
  }

  /** The command of the container, its paths moved, with an address, a port and a socket of the test's own. */
  private command(data: string): string[] {
    const [program, ...rest] = this.machine.command("database");
    const places = ["/etc/landfall/database", "/var/lib/landfall/database"];
    const text = moved(rest.join("\n"), Object.fromEntries(places.map((place) => [place, this.machine.path(place)])));
    const own = ["-D", data, "-c", "listen_addresses=127.0.0.1,127.0.0.2", "-c", `port=${this.port}`];
    return [
      join(BINARIES, program!),
      ...text.split("\n"),
      ...own,
      "-c",
      `unix_socket_directories=${this.machine.path("socket")}`,
    ];
  }

  private docker(): string {
    return [
      "#!/bin/bash",
      `if [ "$1" = ps ]; then exec cat ${this.machine.path("running")}; fi`,
      'if [ "$1" != exec ]; then exit 0; fi',
      "shift",
      'while [[ $1 == --* ]]; do if [ "$1" = --user ]; then shift; fi; shift; done',
      '[ "$1" = landfall-database ] || exit 125',
      "shift",
      `if [ "$1" = /docker-entrypoint-initdb.d/landfall.sh ]; then set -- ${this.machine.path("/etc/landfall/database/owner.sh")}; fi`,
      `if [ -e ${this.machine.path("broken")} ] && [ "$1" = pg_dump ]; then ${AS_POSTGRES.join(" ")} "$@" | head --bytes=300; exit 1; fi`,
      `exec ${AS_POSTGRES.join(" ")} "$@"`,
      "",
    ].join("\n");
  }

  /** What a start of the services does before the first of them: the owner and its password. */
  handOver(): void {
    this.must([this.machine.path("/usr/local/sbin/landfall-services")]);
  }

  /** As the superuser, beside the server. */
  sql(statement: string, database = "postgres"): string {
    return this.must([
      ...AS_POSTGRES,
      "psql",
      "-XAtq",
      "--set=ON_ERROR_STOP=1",
      "--dbname",
      database,
      "--command",
      statement,
    ]).out.trim();
  }

  /** Over the network, as whoever the connection string says. */
  connect(settings: string, statement = "SELECT 1"): Run {
    const connection = `host=127.0.0.2 port=${this.port} connect_timeout=5 ${settings}`;
    return run(["psql", "-XAtq", "--set=ON_ERROR_STOP=1", connection, "--command", statement], { env: this.env });
  }

  /** Like a service that is connected and waits. */
  hold(settings: string): { readonly log: () => string } {
    const connection = `host=127.0.0.2 port=${this.port} ${settings}`;
    return this.machine.start(["psql", "-XAtq", connection, "--command", "SELECT pg_sleep(600)"], this.env);
  }

  must(words: readonly string[]): Run {
    const done = run(words, { env: this.env });
    if (done.code !== 0) throw new Error(`${words.join(" ")} ended with ${done.code}: ${done.error}${done.out}`);
    return done;
  }

  stop(): Promise<void> {
    return this.machine.stop();
  }
}
