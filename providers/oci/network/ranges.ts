/** An IPv4 range as a number and a prefix length. */
interface Range {
  readonly first: number;
  readonly bits: number;
}

function parse(cidr: string): Range {
  const [address, bits] = cidr.split("/");
  const first = address!.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { first, bits: Number(bits) };
}

const text = (number: number): string => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

const size = ({ bits }: Range): number => 2 ** (32 - bits);

/** The subnets of a network: a quarter each, half of the range left for later ones. */
export function subnetCidrs(cidr: string): { readonly public: string; readonly private: string } {
  const { first, bits } = parse(cidr);
  const quarter = { first, bits: bits + 2 };
  return {
    public: `${text(first)}/${quarter.bits}`,
    private: `${text(first + size(quarter))}/${quarter.bits}`,
  };
}

/** The address of a host in a range, counted from the range's first address. */
export const hostAddress = (cidr: string, number: number): string => text(parse(cidr).first + number);

/**
 * How many addresses of a subnet can be given away, from number 2 on.
 *
 * Oracle keeps the first two and the last one: https://docs.oracle.com/iaas/Content/Network/Concepts/overview.htm
 * (read 2026-11-21).
 */
export const lastHostNumber = (cidr: string): number => size(parse(cidr)) - 2;
