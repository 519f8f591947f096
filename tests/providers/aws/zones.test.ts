import { awsConfig } from "../../../providers/aws/config";
import { checkZones, chooseZones, knownRegions } from "../../../providers/aws/zones";

describe("chooseZones", () => {
  it("takes the first zones of the region", () => {
    expect(chooseZones("us-east-1", undefined, 2)).toEqual(["us-east-1a", "us-east-1b"]);
  });

  it("knows the regions whose zones are not a, b and c", () => {
    expect(chooseZones("ap-northeast-1", undefined, 3)).toEqual([
      "ap-northeast-1a",
      "ap-northeast-1c",
      "ap-northeast-1d",
    ]);
    expect(chooseZones("ca-central-1", undefined, 3)).toEqual(["ca-central-1a", "ca-central-1b", "ca-central-1d"]);
  });

  it("prefers the configured zones, in their order", () => {
    expect(chooseZones("us-east-1", ["us-east-1f", "us-east-1c", "us-east-1a"], 2)).toEqual([
      "us-east-1f",
      "us-east-1c",
    ]);
  });

  it("has three zones for every known region but one", () => {
    const short = knownRegions.filter((region) => {
      try {
        return chooseZones(region, undefined, 3).length !== 3;
      } catch {
        return true;
      }
    });
    expect(short).toEqual(["us-west-1"]);
  });

  it("refuses more zones than are configured", () => {
    expect(() => chooseZones("us-east-1", ["us-east-1a", "us-east-1b"], 3)).toThrow(
      "network.zones: is more than landfall:aws.zones has; got 3; allowed up to 2: us-east-1a, us-east-1b",
    );
  });

  it("refuses a region whose zones it does not know", () => {
    expect(() => chooseZones("us-west-1", undefined, 2)).toThrow(
      "network.zones: is more than is known of us-west-1; got 2; allowed what landfall:aws.zones names",
    );
  });
});

describe("checkZones", () => {
  it("finds nothing wrong with a known region", () => {
    expect(checkZones("eu-west-1", undefined)).toEqual([]);
  });

  it("names the nearest region to a misspelled one", () => {
    expect(checkZones("us-esat-1", undefined)).toEqual([
      expect.objectContaining({ at: "aws:region", got: "us-esat-1", nearest: "us-east-1" }),
    ]);
  });

  it("believes a new region whose zones are configured", () => {
    expect(checkZones("xx-north-1", ["xx-north-1a", "xx-north-1b"])).toEqual([]);
  });

  it("asks for the zones where accounts do not have the same", () => {
    expect(checkZones("us-west-1", undefined)).toEqual([expect.objectContaining({ at: "landfall:aws.zones" })]);
    expect(checkZones("us-west-1", ["us-west-1a", "us-west-1c"])).toEqual([]);
  });

  it("refuses zones of another region and zones named twice", () => {
    expect(checkZones("us-east-1", ["us-east-2a", "us-east-1a", "us-east-1a"])).toEqual([
      expect.objectContaining({ problem: "holds a zone that is not in us-east-1", got: "us-east-2a" }),
      expect.objectContaining({ problem: "names a zone twice", got: "us-east-1a" }),
    ]);
  });

  it("does not take a region for the beginning of another", () => {
    expect(checkZones("us-east-1", ["us-east-11a", "us-east-1b"])).toHaveLength(1);
  });
});

describe("awsConfig", () => {
  const certificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";

  it("asks for the region", () => {
    expect(awsConfig.required({}).map(({ key }) => key)).toEqual(["aws:region"]);
  });

  it("refuses a certificate of another region", () => {
    expect(awsConfig.check!({ certificateArn }, { region: "us-east-1" })).toEqual([
      expect.objectContaining({ at: "landfall:aws.certificateArn", got: "eu-west-1", allowed: "us-east-1" }),
    ]);
    expect(awsConfig.check!({ certificateArn }, { region: "eu-west-1" })).toEqual([]);
  });

  it("checks zones and certificate together", () => {
    const issues = awsConfig.check!({ certificateArn, zones: ["us-east-2a", "us-east-1b"] }, { region: "us-east-1" });
    expect(issues.map(({ at }) => at)).toEqual(["landfall:aws.zones", "landfall:aws.certificateArn"]);
  });

  it("leaves a missing region to the question for it", () => {
    expect(awsConfig.check!({ certificateArn }, {})).toEqual([]);
  });
});
