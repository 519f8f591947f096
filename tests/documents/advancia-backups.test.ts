import { landing } from "../support/figures";

// Figures of seeds/002: "Architecture Diagram", lines 104 to 137.
describe("Advancia on cloudflare-droplet, its backups", () => {
  const landed = landing("advancia", "cloudflare-droplet");
  const told = async (): Promise<Record<string, string>> => (await landed.machine("compute-app")).files;

  it("002:108 and 109 the database is backed up every day, and a backup kept 7 days", async () => {
    const files = await told();
    expect(files["/etc/systemd/system/landfall-backup.timer"]).toMatch(/OnCalendar=\*-\*-\* 02:30:00 UTC/);
    expect(files["/usr/local/sbin/landfall-backup"]).toContain("oldest=$(date --utc --date='7 days ago' +%Y-%m-%d)");
  });

  it("002:106 a backup is encrypted as connections are, with a passphrase from a file of root's", async () => {
    const files = await told();
    const [, key] = /^passphrase=\/etc\/landfall\/values\/(SECRET_\d+)$/m.exec(
      files["/usr/local/sbin/landfall-backup"]!,
    )!;
    expect(files["/usr/local/sbin/landfall-backup"]).toContain("sealed --symmetric --cipher-algo AES256");
    expect(files["/etc/landfall/compose.yaml"]).not.toContain(`\${${key}?`);
  });

  it("002:137 a backup goes to S3, to the app's bucket for that", async () => {
    const { bucket, endpoint, prefix, keys } = JSON.parse((await told())["/etc/landfall/archive.json"]!) as object & {
      readonly [key: string]: unknown;
    };
    expect([bucket, endpoint, prefix]).toEqual([
      expect.stringMatching(/^storage-backups/),
      expect.stringMatching(/^https:\/\/s3\.[a-z0-9-]+\.amazonaws\.com$/),
      "landfall/example/database/",
    ]);
    const key = expect.stringMatching(/^\/etc\/landfall\/values\/SECRET_\d+$/) as unknown;
    expect(keys).toEqual({ aws_access_key_id: key, aws_secret_access_key: key });
  });

  it("002:137 nobody but the app's services and its machine has keys to that bucket", () => {
    const [policy, ...more] = landed.names("aws:iam/userPolicy:UserPolicy");
    expect([policy, more]).toEqual(["storage-access", []]);
  });

  it("002:108 the passphrase is made by the stack, and kept as its data are", () => {
    expect(
      landed.only("random:index/randomPassword:RandomPassword", "database-digitalocean-backup-passphrase"),
    ).toMatchObject({
      protect: true,
      retainOnDelete: true,
    });
    const environment = JSON.stringify(landed.plan());
    expect(environment).not.toContain("BACKUP_PASSPHRASE");
  });
});
