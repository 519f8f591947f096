import { hostFiles } from "../../components/host/files";
import { cache, database, host, reader } from "../components/host/example-host";
import { run, TestMachine } from "./machine";
import { describeWith } from "./programs";

const KEYS = { accessKeyId: "SECRET_4", secretAccessKey: "SECRET_5" };

describeWith(["shellcheck"], "scripts of a machine with a database and a cache", () => {
  const archive = {
    bucket: "b",
    endpoint: "https://s3.example.com",
    region: "fra1",
    prefix: "landfall/test/database/",
  };
  it.each([
    [
      "a bucket and keys",
      host({ database: { ...database, archive: { ...archive, keys: KEYS } }, cache, secrets: reader }),
    ],
    ["a bucket and a role", host({ database: { ...database, archive }, cache, secrets: reader })],
    [
      "no bucket, and secrets in files",
      host({ database, cache, values: { SECRET_1: "x", SECRET_2: "y", SECRET_3: "z" } }),
    ],
    ["a disk for data", host({ database, cache, data: { device: "/dev/disk/by-id/x" } })],
  ])("pass shellcheck with %s", (_, machine) => {
    const scripts = hostFiles(machine).filter(
      ({ path, content }) => /backup|restore|services|data|owner/.test(path) && content.startsWith("#!/bin/bash"),
    );
    expect(scripts.map(({ path }) => path)).toEqual(expect.arrayContaining(["/usr/local/sbin/landfall-restore"]));
    for (const { content, path } of scripts) {
      expect([path, run(["shellcheck", "--shell=bash", "-"], { input: content }).out]).toEqual([path, ""]);
    }
  });
});

describeWith(["systemd-analyze", "logger"], "units of backups", () => {
  const machine = new TestMachine(host({ database, secrets: reader }));
  const directory = "/etc/systemd/system";
  afterAll(() => machine.stop());

  it("are understood by systemd, and tell when one fails", () => {
    machine.write("/usr/local/sbin/landfall-backup", "#!/bin/bash\n", 0o755);
    const units = [
      machine.lay(`${directory}/landfall-backup.service`, ["/usr/local/sbin"]),
      machine.lay(`${directory}/landfall-backup.timer`, []),
      machine.lay(`${directory}/landfall-alert@.service`, []),
    ].map((path) => path.replace("@.", "@landfall-backup.service."));
    for (const unit of units) {
      const { code, error } = run(["systemd-analyze", "verify", "--man=no", unit]);
      expect([unit, code, error.split("\n").filter((line) => line.includes("landfall"))]).toEqual([unit, 0, []]);
    }
    expect(machine.told(`${directory}/landfall-backup.service`)).toContain("OnFailure=landfall-alert@%n.service");
    expect(machine.told(`${directory}/landfall-backup.service`)).toMatch(/^After=.*landfall-secrets\.service/m);
  });
});
