import * as pulumi from "@pulumi/pulumi";
import { MachineAddresses } from "../../../providers/oci/addresses";

describe("MachineAddresses", () => {
  const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

  it("hands out every address that is added before the program waits", async () => {
    const addresses = new MachineAddresses();
    const all = valueOf(addresses.all);
    addresses.add(pulumi.output("192.0.2.1"));
    addresses.add(pulumi.output("192.0.2.2"));
    expect(await all).toEqual(["192.0.2.1", "192.0.2.2"]);
  });

  it("refuses an address that comes too late, rather than leave its machine out", async () => {
    const addresses = new MachineAddresses();
    await valueOf(addresses.all);
    expect(() => addresses.add(pulumi.output("192.0.2.1"))).toThrow("after the database had read whom to let in");
  });
});
