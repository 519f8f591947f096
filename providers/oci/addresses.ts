import * as pulumi from "@pulumi/pulumi";

/**
 * The public addresses that machines of a network send from.
 *
 * A database on the internet lets in these and nothing else, yet it is made before the machines: compute is given the
 * database, not the other way round. So the machines say their addresses here, and the list is read once everything of
 * the stack has been constructed. What the machines are told of such a database must not come from the database
 * resource, or each would wait for the other.
 */
export class MachineAddresses {
  private readonly known: pulumi.Output<string>[] = [];
  private closed = false;

  /**
   * Adds the address of a machine.
   *
   * @throws Error when the list was already read, which means that the program waited for something between the
   * database and the machines.
   */
  add(address: pulumi.Output<string>): void {
    if (this.closed) throw new Error("a machine was made after the database had read whom to let in");
    this.known.push(address);
  }

  /** Every address, as soon as all components are constructed. */
  get all(): pulumi.Output<string[]> {
    const complete = new Promise<void>((resolve) => setImmediate(resolve));
    return pulumi.output(complete.then(() => this.close())).apply((addresses) => addresses as string[]);
  }

  private close(): readonly pulumi.Output<string>[] {
    this.closed = true;
    return this.known;
  }
}
