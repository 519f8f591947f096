import * as pulumi from "@pulumi/pulumi";
import { awsCapabilities } from "../../../providers/aws/capabilities";
import { provider } from "../../../providers/aws/index";
import type { ConnectArgs } from "../../../providers/provider";
import type { AwsSettings } from "../../../providers/aws/config";
import { record } from "../../../src/plan/recorder";

const connect = (standard: ConnectArgs<AwsSettings>["standard"]) =>
  record(async () => void provider.connect({ settings: {}, standard }), {
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
        drivers = provider.connect({ settings: {}, standard: { region: "us-east-1" } }).drivers as typeof drivers;
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

  it("refuses to work without a region", async () => {
    await expect(connect({})).rejects.toThrow("aws:region: is missing");
  });

  it("refuses a region that is kept as a secret", async () => {
    await expect(connect({ region: pulumi.secret("us-east-1") })).rejects.toThrow("aws:region: is kept as a secret");
  });
});
