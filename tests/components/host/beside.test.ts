import { parse } from "yaml";
import { cloudConfig } from "../../../components/host/cloud-init";
import { hostFiles } from "../../../components/host/files";
import { composeFile } from "../../../components/host/compose";
import type { Host } from "../../../components/host/host";
import { cache, database, host, reader, service } from "./example-host";

const composed = (change: Partial<Host>) =>
  (parse(composeFile(host(change))) as { services: Record<string, Record<string, any>> }).services; // eslint-disable-line @typescript-eslint/no-explicit-any
const fileOf = (change: Partial<Host>, path: string): string | undefined =>
  hostFiles(host(change)).find((file) => file.path.endsWith(path))?.content;

describe("a database beside the services", () => {
  it("is PostgreSQL that no address of the machine leads to", () => {
    const container = composed({ database })["database"]!;
    expect(container).toMatchObject({ image: "postgres:17", container_name: "landfall-database" });
    expect(container["ports"]).toBeUndefined();
    expect(container["environment"]).toEqual({
      PGDATA: "/var/lib/landfall/database/data",
      POSTGRES_INITDB_ARGS: "--data-checksums",
      POSTGRES_PASSWORD_FILE: "/var/lib/landfall/database/superuser",
    });
    // What `docker inspect` shows.
    expect(JSON.stringify(container)).not.toContain("SECRET");
  });

  it("gets its owner's password in a file in memory, before any service starts", () => {
    const script = fileOf({ database }, "/landfall-services")!;
    const order = [
      "install --owner=999 --group=999 --mode=0400 /run/landfall/secrets/SECRET_1 /run/landfall/database/password.new",
      "/usr/local/sbin/landfall-compose up --detach --quiet-pull --wait database",
      "docker exec --user postgres landfall-database /docker-entrypoint-initdb.d/landfall.sh",
      "exec /usr/local/sbin/landfall-compose up --detach --remove-orphans --quiet-pull",
    ].map((line) => script.split("\n").indexOf(line));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(fileOf({ database, values: { SECRET_1: "x" } }, "/landfall-services")).toContain(
      "/etc/landfall/values/SECRET_1 /run/landfall/database/password.new",
    );
  });

  it("keeps its data where it was, whatever its version", () => {
    const other = composed({ database: { ...database, version: "18" } })["database"]!;
    expect(other["environment"].PGDATA).toBe(composed({ database })["database"]!["environment"].PGDATA);
  });

  it("wants TLS, and lets its superuser in from inside the container alone", () => {
    expect(composed({ database })["database"]!["command"]).toEqual(
      expect.arrayContaining([
        "ssl=on",
        "hba_file=/etc/landfall/database/pg_hba.conf",
        "ssl_min_protocol_version=TLSv1.2",
      ]),
    );
    expect(fileOf({ database }, "pg_hba.conf")!.trim().split("\n")).toEqual([
      "local all postgres peer",
      "host all postgres all reject",
      "hostssl all all samenet scram-sha-256",
      "host all all all reject",
    ]);
  });

  it("belongs to a user that is no superuser", () => {
    const script = fileOf({ database: { ...database, name: "orders", username: "owner" } }, "owner.sh")!;
    expect(script).toContain(`SELECT 'CREATE ROLE "owner"' WHERE NOT EXISTS`);
    expect(script).toContain('ALTER ROLE "owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE');
    expect(script).toContain(`SELECT 'CREATE DATABASE "orders" OWNER "owner"'`);
    expect(() => fileOf({ database: { ...database, name: 'x"; DROP' } }, "owner.sh")).toThrow("cannot stand");
  });

  it("is waited for by the services that use it, and by no other", () => {
    const services = [service({ usesDatabase: true }), service({ name: "web" })];
    const { backend, web } = composed({ database, services });
    expect(backend!["depends_on"]).toEqual({ database: { condition: "service_healthy" } });
    expect(web!["depends_on"]).toBeUndefined();
    expect(composed({ services })["backend"]!["depends_on"]).toBeUndefined();
  });

  it("is copied every day, and a copy goes when it is old enough and a newer one is there", () => {
    const script = fileOf({ database: { ...database, backupRetentionDays: 14 } }, "landfall-backup")!;
    expect(script).toContain("pg_dump --format=custom --dbname='shop'");
    expect(script).toContain("oldest=$(date --utc --date='14 days ago' +%Y-%m-%d)");
    expect(script.indexOf("set -euo pipefail")).toBeLessThan(script.indexOf("pg_dump"));
    expect(script.indexOf("pg_dump")).toBeLessThan(script.indexOf("expired |"));
    expect(fileOf({ database }, "landfall-backup.timer")).toContain("OnCalendar=*-*-* 02:30:00 UTC");
  });

  const archive = {
    bucket: "shop-backups",
    endpoint: "https://s3.example.com",
    region: "fra1",
    prefix: "landfall/prod/database/",
  };
  const keys = { accessKeyId: "SECRET_7", secretAccessKey: "SECRET_8" };
  const archiveOf = (change: Partial<Host>): unknown => JSON.parse(fileOf(change, "/archive.json")!);

  it("is copied into a bucket where there is one, by keys from files or by the machine's role", () => {
    const byRole = { ...database, archive };
    expect(archiveOf({ database: byRole })).toEqual({ ...archive, keys: {} });
    expect(archiveOf({ database: { ...byRole, archive: { ...archive, keys } }, values: { SECRET_8: "x" } })).toEqual({
      ...archive,
      keys: {
        aws_access_key_id: "/run/landfall/secrets/SECRET_7",
        aws_secret_access_key: "/etc/landfall/values/SECRET_8",
      },
    });
    expect(fileOf({ database: byRole }, "landfall-backup")).toContain("/usr/local/sbin/landfall-archive put");
    expect(fileOf({ database: byRole }, "landfall-setup")).toMatch(/gnupg .*python3-boto3/);
  });

  it("is copied on the machine alone where there is none, encrypted all the same", () => {
    expect(fileOf({ database }, "/archive.json")).toBeUndefined();
    expect(fileOf({ database }, "landfall-backup")).not.toContain("landfall-archive");
    expect(fileOf({ database }, "landfall-backup")).toContain("sealed --symmetric --cipher-algo AES256");
    expect(fileOf({ database }, "landfall-setup")).not.toContain("boto3");
    expect(fileOf({ cache }, "landfall-setup")).not.toContain("gnupg");
  });

  it("has names as long as PostgreSQL takes when it is brought back, and none that is no name", () => {
    const script = fileOf({ database: { ...database, name: "x".repeat(60) } }, "landfall-restore")!;
    const names = [...script.matchAll(/^(?:fresh|aside)=(x+_[a-z]+_)\$stamp$/gm)].map(([, name]) => name!);
    expect(names.map((name) => name.length + "20261128t023000z".length <= 63)).toEqual([true, true]);
    expect(() => fileOf({ database: { ...database, name: 'x"; DROP' } }, "landfall-restore")).toThrow("cannot stand");
  });
});

describe("a cache beside the services", () => {
  const containerOf = (change: Partial<typeof cache>) => composed({ cache: { ...cache, ...change } })["cache"]!;

  it("is reached by the containers of the machine alone, and knows its password from a file", () => {
    const container = containerOf({});
    expect(container).toMatchObject({ image: "valkey/valkey:8", user: "999:999", read_only: true });
    expect(container["ports"]).toBeUndefined();
    expect(JSON.stringify(container)).not.toContain("SECRET");
    expect(fileOf({ cache }, "landfall-services")).toMatch(/^password=.* \/run\/landfall\/secrets\/SECRET_2\)$/m);
    expect(fileOf({ cache }, "landfall-services")).toContain("install --mode=0400 --owner=999 --group=999 /dev/null");
  });

  it.each([
    ["valkey", "valkey/valkey:8", "valkey-server"],
    ["redis", "redis:8", "redis-server"],
  ] as const)("runs %s", (engine, image, command) => {
    const container = containerOf({ engine });
    expect(container["image"]).toBe(image);
    expect(container["command"][0]).toBe(command);
  });

  const setting = (change: Partial<typeof cache>, name: string): string => {
    const command = containerOf(change)["command"] as string[];
    return command[command.indexOf(`--${name}`) + 1]!;
  };

  it("has a limit of memory below the container's, and makes room as it is told", () => {
    const limit = Number(/^\d+/.exec(containerOf({})["mem_limit"] as string)![0]);
    expect(setting({}, "maxmemory")).toBe(`${Math.floor(limit / 2)}mb`);
    expect(setting({ persistent: false }, "maxmemory")).toBe(`${Math.floor((limit * 3) / 4)}mb`);
    expect(setting({ evictionPolicy: "volatile-lru" }, "maxmemory-policy")).toBe("volatile-lru");
  });

  it("writes a log only where what it holds must outlive a restart", () => {
    expect(setting({}, "appendonly")).toBe("yes");
    expect(JSON.stringify(containerOf({})["volumes"])).toContain("/var/lib/landfall/cache");
    expect(setting({ persistent: false }, "appendonly")).toBe("no");
    expect(JSON.stringify(containerOf({ persistent: false })["volumes"])).not.toContain("/var/lib");
    expect(fileOf({ cache: { ...cache, persistent: false } }, "landfall-data")).toBeUndefined();
  });
});

describe("the disk with the data", () => {
  const script = (change: Partial<Host> = {}) =>
    fileOf({ database, data: { device: "/dev/disk/by-id/x" }, ...change }, "/landfall-data")!;

  it("is waited for, and formatted only when nothing at all is on it", () => {
    const text = script();
    const order = [
      'until [ -b "$device" ]',
      'if ! blkid --probe "$device"',
      'if ! cmp --quiet --bytes=16M "$device" /dev/zero',
      "exit 1",
      "mkfs.ext4",
      "mount -t ext4",
      "install --directory",
    ].map((part) => text.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(text).toContain("device='/dev/disk/by-id/x'");
  });

  it("comes before what stands on it, which fails without it", () => {
    expect(fileOf({ database }, "landfall-services.service")).toMatch(/^After=.*landfall-data\.service/m);
    for (const volume of composed({ database, cache })["database"]!["volumes"] as { bind: object }[]) {
      expect(volume.bind).toEqual({ create_host_path: false });
    }
  });

  it("is the boot disk where there is no other, and nothing is formatted then", () => {
    expect(script({ data: undefined })).not.toMatch(/mkfs|mount/);
  });
});

describe("secrets that no store keeps", () => {
  const values = { SECRET_1: "it's $a\n`b`", SECRET_2: "two" };

  it("are laid down in files of root's, exactly as they are", () => {
    const files = hostFiles(host({ values })).filter(({ path }) => path.includes("/values/"));
    expect(files).toEqual([
      { path: "/etc/landfall/values/SECRET_1", content: values.SECRET_1, mode: "0600" },
      { path: "/etc/landfall/values/SECRET_2", content: "two", mode: "0600" },
    ]);
    expect(fileOf({ values }, "landfall-setup")).toContain("chmod 0700 /etc/landfall/values");
  });

  it("stand nowhere else in what a machine is told", () => {
    const text = cloudConfig(host({ values: { SECRET_2: "canary" }, cache, secrets: reader }));
    expect(text.match(/canary/g)).toHaveLength(1);
  });

  it("are read like any other by the services and the cache", () => {
    expect(fileOf({ values }, "landfall-compose")).toContain(
      "for file in /etc/landfall/values/* /run/landfall/secrets/*",
    );
    expect(fileOf({ values, cache }, "landfall-services")).toMatch(
      /^password=.* \/etc\/landfall\/values\/SECRET_2\)$/m,
    );
  });
});
