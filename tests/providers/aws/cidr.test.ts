import fc from "fast-check";
import { splitCidr } from "../../../providers/aws/cidr";

const toNumber = (address: string) => address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** First and last address of a range. */
function rangeOf(cidr: string): [number, number] {
  const [address, length] = cidr.split("/") as [string, string];
  return [toNumber(address), toNumber(address) + 2 ** (32 - Number(length)) - 1];
}

describe("splitCidr", () => {
  it("cuts a /16 into eight parts, half of them public", () => {
    expect(splitCidr("10.20.0.0/16", 2)).toEqual({
      public: ["10.20.0.0/19", "10.20.32.0/19"],
      private: ["10.20.128.0/19", "10.20.160.0/19"],
    });
  });

  it("cuts a /24 into parts that still hold a load balancer", () => {
    expect(splitCidr("192.168.1.0/24", 3)).toEqual({
      public: ["192.168.1.0/27", "192.168.1.32/27", "192.168.1.64/27"],
      private: ["192.168.1.128/27", "192.168.1.160/27", "192.168.1.192/27"],
    });
  });

  it("leaves the subnets of other zones as they are when a zone is added", () => {
    const two = splitCidr("172.16.0.0/20", 2);
    const three = splitCidr("172.16.0.0/20", 3);
    expect(three.public.slice(0, 2)).toEqual(two.public);
    expect(three.private.slice(0, 2)).toEqual(two.private);
  });

  it("keeps all parts inside the network and apart from each other", () => {
    const cases = fc.tuple(
      fc.integer({ min: 16, max: 24 }),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 1, max: 4 }),
    );
    fc.assert(
      fc.property(cases, ([length, octet, zones]) => {
        const cidr = `10.${octet}.0.0/${length}`;
        const [first, last] = rangeOf(cidr);
        const parts = splitCidr(cidr, zones);
        const ranges = [...parts.public, ...parts.private].map(rangeOf).sort(([a], [b]) => a - b);
        expect(ranges).toHaveLength(2 * zones);
        ranges.forEach(([from, to], index) => {
          expect(from).toBeGreaterThan(index === 0 ? first - 1 : ranges[index - 1]![1]);
          expect(to).toBeLessThanOrEqual(last);
        });
      }),
    );
  });

  it.each([
    ["10.20.0.0/25", "network.cidr: has no room for the subnets or is larger than a VPC"],
    ["10.0.0.0/15", "network.cidr: has no room for the subnets or is larger than a VPC"],
    ["10.20.0.1/16", "network.cidr: has host bits that are not zero"],
    ["10.20.0.0", "network.cidr: is no IPv4 network"],
    ["10.20.0/16", "network.cidr: is no IPv4 network"],
    ["fd00::/16", "network.cidr: is no IPv4 network"],
    ["10.20.0.0/-1", "network.cidr: is no IPv4 network"],
    ["", "network.cidr: is no IPv4 network"],
  ])("refuses %p", (cidr, message) => {
    expect(() => splitCidr(cidr, 2)).toThrow(message);
  });

  it.each([0, 5, 1.5, NaN])("refuses %p zones", (zones) => {
    expect(() => splitCidr("10.20.0.0/16", zones)).toThrow("network.cidr: does not go round the zones");
  });
});
