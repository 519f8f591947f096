import * as pulumi from "@pulumi/pulumi";
import { Network } from "../../../components/network";
import { awsCapabilities } from "../../../providers/aws/capabilities";
import { provider } from "../../../providers/aws/index";
import type { ConnectArgs } from "../../../providers/provider";
import { awsConfig, type AwsSettings } from "../../../providers/aws/config";
import { record } from "../../../src/plan/recorder";

const connect = (standard: ConnectArgs<AwsSettings>["standard"]) =>
  record(async () => void (await provider.connect({ settings: {}, standard })), {
    project: "landfall",
    stack: "test",
    config: {},
  });

describe("connecting to AWS", () => {
  it("makes one provider instance of the standard keys, and of nothing else", async () => {
    const { resources } = await connect({ region: "eu-west-1", profile: "shop", allowedAccountIds: ["123456789012"] });
    const [instance, ...others] = resources.filter(({ type }) => type.startsWith("pulumi:providers:"));
    expect(others).toEqual([]);
    expect(instance).toMatchObject({ type: "pulumi:providers:aws", name: "aws" });
    // The SDK hands a provider instance what is not text as JSON, and adds defaults of its own.
    expect(instance!.inputs).toMatchObject({
      region: "eu-west-1",
      profile: "shop",
      allowedAccountIds: '["123456789012"]',
    });
  });

  it("skips the provider's own checks only where the stack says so", async () => {
    const skipped = async (standard: ConnectArgs<AwsSettings>["standard"]) =>
      (await connect({ region: "us-east-1", ...standard })).resources.at(-1)!.inputs["skipMetadataApiCheck"];
    expect(await skipped({})).toBeUndefined();
    expect(await skipped({ skipMetadataApiCheck: true })).toBe("true");
  });

  it("has a driver for every shape that it says it supports", async () => {
    let drivers: Record<string, Record<string, unknown>> = {};
    await record(
      async () => {
        drivers = (await provider.connect({ settings: {}, standard: { region: "us-east-1" } }))
          .drivers as typeof drivers;
      },
      { project: "landfall", stack: "test", config: {} },
    );
    const promised = Object.entries(awsCapabilities).flatMap(([kind, capability]) =>
      capability.supported ? Object.keys(capability.shapes).map((shape) => `${kind} ${shape}`) : [],
    );
    const built = Object.entries(drivers).flatMap(([kind, shapes]) =>
      Object.keys(shapes).map((shape) => `${kind} ${shape}`),
    );
    expect(built.sort()).toEqual(promised.sort());
  });

  it("loads what runs in a cluster only for a stack whose compute is one", async () => {
    const standard = { region: "us-east-1" };
    await record(
      async () => {
        const { drivers } = await provider.connect({ settings: {}, standard, used: { compute: { shape: "vm" } } });
        const call = drivers.compute.kubernetes as unknown as () => void;
        expect(call).toThrow("compute in the shape kubernetes was not loaded");
      },
      { project: "landfall", stack: "test", config: {} },
    );
  });

  it("refuses to work without a region", async () => {
    await expect(connect({})).rejects.toThrow("aws:region: is missing");
  });

  it("refuses a region that is kept as a secret", async () => {
    await expect(connect({ region: pulumi.secret("us-east-1") })).rejects.toThrow("aws:region: is kept as a secret");
  });
});

describe("connecting to AWS in the region that stands by", () => {
  const standby = (settings: AwsSettings, region = "us-east-1") =>
    record(
      async () => void (await provider.connect({ settings, standard: { region, profile: "shop" }, standby: true })),
      {
        project: "landfall",
        stack: "test",
        config: {},
      },
    );

  it("makes an instance of its own, in us-west-2 unless another region is named", async () => {
    const instance = (await standby({})).resources.at(-1)!;
    expect(instance).toMatchObject({ type: "pulumi:providers:aws", name: "aws-standby" });
    expect(instance.inputs).toMatchObject({ region: "us-west-2", profile: "shop" });
    expect((await standby({ standbyRegion: "eu-central-1" })).resources.at(-1)!.inputs).toMatchObject({
      region: "eu-central-1",
    });
  });

  it("names no zones, certificates or copies of the stack's own region", async () => {
    const zones = ["us-east-1a", "us-east-1b"];
    const { resources } = await record(
      async () => {
        const settings = { zones, standbyRegion: "us-west-2" };
        const { drivers, providers } = await provider.connect({
          settings,
          standard: { region: "us-east-1" },
          standby: true,
        });
        const stack = { app: "shop", topology: "test", stack: "test", dataProtection: true };
        const placement = { provider: "aws", shape: "managed", service: "VPC", providers };
        new Network("network", { stack }, { ...placement, driver: drivers.network.managed });
      },
      { project: "landfall", stack: "test", config: {} },
    );
    const subnets = resources.filter(({ type }) => type === "aws:ec2/subnet:Subnet");
    expect([...new Set(subnets.map(({ inputs }) => inputs["availabilityZone"]))]).toEqual(["us-west-2a", "us-west-2b"]);
  });

  it("is checked with the settings", () => {
    const at = (standbyRegion: string) =>
      awsConfig.check!({ standbyRegion }, { region: "us-east-1" }).map((issue) => issue.at);
    expect(at("eu-west-1")).toEqual([]);
    expect(at("us-east-1")).toEqual(["landfall:aws.standbyRegion"]);
    expect(at("us-west-9")).toEqual(["landfall:aws.standbyRegion"]);
  });

  it("refuses a region that stands by for itself", async () => {
    await expect(standby({}, "us-west-2")).rejects.toThrow("landfall:aws.standbyRegion");
  });
});
