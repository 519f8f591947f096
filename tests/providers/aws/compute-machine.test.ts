import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../../components/core/binding";
import { countByType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { filesOf } from "./machine-files";
import { recordShop, resolveShop, statementsOf } from "./record-shop";
import type { Shop } from "./shop";

const VOLUME = "aws:ebs/volume:Volume";

/** What tests look at of a command of Systems Manager, and of what the agent is told. */
interface Command {
  readonly mainSteps: readonly { readonly action: string; readonly inputs: { readonly runCommand?: string[] } }[];
}
interface AgentConfig {
  readonly metrics: object;
  readonly logs: { readonly logs_collected: { readonly files: { readonly collect_list: object[] } } };
}

/** The shop on one machine. */
const vm = (shop: Shop = {}): Shop => ({ shape: "vm", ...shop, compute: { count: 1, diskGiB: 30, ...shop.compute } });
const colocated: Shop["compute"] = {
  colocated: {
    database: {
      version: "17",
      name: "shop",
      username: "shop",
      password: secret(pulumi.secret("canary-database")),
      storageGiB: 20,
      backupRetentionDays: 14,
      backupPassphrase: secret(pulumi.secret("canary-backups")),
    },
  },
};

describe("the agent of machines on AWS", () => {
  it("is put on by Systems Manager, and gathers logs and the fill of memory and disk", async () => {
    const resources = await resolveShop(vm());
    const document = JSON.parse(resolved(resources, "aws:ssm/document:Document").inputs["content"]) as Command;
    expect(document.mainSteps.map(({ action }) => action)).toEqual(["aws:configurePackage", "aws:runShellScript"]);
    const encoded = /echo (\S+) \|/.exec(document.mainSteps[1]!.inputs.runCommand![1]!)![1]!;
    const config = JSON.parse(Buffer.from(encoded, "base64").toString()) as AgentConfig;
    expect(config.metrics).toMatchObject({
      namespace: "CWAgent",
      append_dimensions: { InstanceId: "${aws:InstanceId}" },
      aggregation_dimensions: [["InstanceId"], ["InstanceId", "path"]],
      metrics_collected: { disk: { resources: ["/"] } },
    });
    expect(config.logs.logs_collected.files.collect_list).toHaveLength(2);
    expect(resolved(resources, "aws:ssm/association:Association").inputs).toMatchObject({
      name: "compute-machines-agent-0a1b2c3",
      targets: [{ key: "tag:landfall-agent", values: ["shop-test-compute-machines"] }],
    });
  });
});

describe("the release of a machine on AWS", () => {
  it("is kept under a name that is drawn once, so that a create whose answer is lost is refused the second time", async () => {
    const { inputs } = resolved(await resolveShop(vm()), "aws:secretsmanager/secret:Secret", "compute-app-release");
    expect(inputs["name"]).toMatch(/^shop-test-compute-app-release-/);
  });
});

describe("data on a machine on AWS", () => {
  it("stands on an encrypted disk of its own, which is kept", async () => {
    const recording = await recordShop(vm({ compute: colocated }));
    const disk = onlyOf(recording, VOLUME);
    expect(disk.inputs).toMatchObject({ size: 20, type: "gp3", encrypted: true, finalSnapshot: true });
    expect(disk).toMatchObject({ protect: true, retainOnDelete: true });
    const resources = await resolveShop(vm({ compute: colocated }));
    expect(resolved(resources, VOLUME).inputs["availabilityZone"]).toBe("us-east-1a");
    expect(resolved(resources, "aws:ec2/volumeAttachment:VolumeAttachment").inputs).toEqual({
      deviceName: "/dev/sdf",
      volumeId: "compute-data-id",
      instanceId: "compute-app-id",
      stopInstanceBeforeDetaching: true,
    });
  });

  it("is found by the disk's own name, whichever order disks come in", async () => {
    const text = Object.values(filesOf(await resolveShop(vm({ compute: colocated })), "compute-app")).join("\n");
    expect(text).toContain("/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_computedata-id");
  });

  it("is copied every night, and copies are kept as long as the database's backups", async () => {
    const { inputs } = onlyOf(await recordShop(vm({ compute: colocated })), "aws:dlm/lifecyclePolicy:LifecyclePolicy");
    expect(inputs["policyDetails"]).toMatchObject({
      resourceTypes: ["VOLUME"],
      targetTags: { "landfall-backup": "shop-test-compute-data" },
      schedules: [{ createRule: { interval: 24, intervalUnit: "HOURS", times: "03:00" }, retainRule: { count: 14 } }],
    });
  });

  it("is not copied where no backups are wanted", async () => {
    const database = { ...colocated!.colocated!.database!, backupRetentionDays: 0 };
    const counts = countByType(await recordShop(vm({ compute: { colocated: { database } } })));
    expect(counts).not.toHaveProperty(["aws:dlm/lifecyclePolicy:LifecyclePolicy"]);
  });

  it("goes with the stack where data protection is off", async () => {
    const recording = await recordShop(vm({ compute: colocated, stack: { dataProtection: false } }));
    expect(onlyOf(recording, VOLUME)).toMatchObject({ protect: false, retainOnDelete: false });
    expect(onlyOf(recording, VOLUME).inputs["finalSnapshot"]).toBe(false);
  });

  it("is out of reach of a service on a machine of its own", async () => {
    const shop = vm({ compute: colocated, services: { ai: { machine: "own", database: true } } });
    await expect(recordShop(shop)).rejects.toThrow("app.services.ai.machine");
  });

  const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
  const bucket = {
    name: pulumi.output("shop-backups"),
    endpoint: pulumi.output("https://s3.us-east-1.amazonaws.com"),
    region: pulumi.output("us-east-1"),
    url: pulumi.output("https://shop-backups"),
  };
  const bucketRights = async (compute: Shop["compute"]) => {
    const shop = vm({ compute, services: { backend: { buckets: {} }, ai: { machine: "own" } } });
    const resources = await resolveShop(shop);
    const policies = resources.filter(({ type, name }) => type === ROLE_POLICY && name.endsWith("-buckets"));
    return policies.flatMap(({ name, inputs }) => statementsOf(inputs["policy"]).map(({ Sid }) => [name, Sid]));
  };

  it("goes to the app's bucket by the role of its machine, which is let in to that bucket and no other", async () => {
    const archive = { name: "uploads", bucket };
    expect(await bucketRights({ ...colocated, archive })).toEqual([
      ["compute-app-buckets", "ListUploads"],
      ["compute-app-buckets", "ObjectsUploads"],
    ]);
    expect(await bucketRights({ archive })).toEqual([]);
    expect(await bucketRights(colocated)).toEqual([]);
    const keys = { accessKeyId: secret("canary-id"), secretAccessKey: secret("canary-key") };
    expect(await bucketRights({ ...colocated, archive: { ...archive, keys } })).toEqual([]);
    const files = filesOf(await resolveShop(vm({ compute: { ...colocated, archive } })), "compute-app");
    expect(JSON.parse(files["/etc/landfall/archive.json"]!)).toEqual({
      bucket: "shop-backups",
      endpoint: "https://s3.us-east-1.amazonaws.com",
      region: "us-east-1",
      prefix: "landfall/test/database/",
      keys: {},
    });
  });

  it("never has its password in what the machine is told", async () => {
    const text = Object.values(filesOf(await resolveShop(vm({ compute: colocated })), "compute-app")).join("\n");
    expect(text).not.toContain("canary");
  });
});
