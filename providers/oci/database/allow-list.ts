import * as pulumi from "@pulumi/pulumi";

/** An address that nobody sends from, by RFC 5737: a list without any would let everybody in. */
const NOBODY = "192.0.2.1";

/** A single address is written without its prefix length. */
const short = (cidr: string): string => cidr.replace(/\/32$/, "");

/**
 * The networks that a database on the internet lets in. The list is part of the database itself, which is made before
 * compute: so it is read once everything of the stack has been constructed, and nobody is let in when none was given.
 *
 * Whoever is let in may not wait for the database: addresses that are fixed, as `ComputeArgs.fixedEgress` asks for, are
 * made apart from the machines that send from them.
 */
export class AllowList {
  private given: pulumi.Output<string[]> | undefined;
  private closed = false;

  /** @throws Error when the list was already read, or was given before. */
  allow(cidrs: pulumi.Output<string[]>): void {
    if (this.closed || this.given !== undefined) throw new Error("the database has already been told whom to let in");
    this.given = cidrs;
  }

  /** Every network, as soon as all components are constructed. */
  get all(): pulumi.Output<string[]> {
    const complete = new Promise<void>((resolve) => setImmediate(resolve));
    return pulumi
      .output(complete.then(() => this.close()))
      .apply((cidrs) => (cidrs.length === 0 ? [NOBODY] : cidrs.map(short)));
  }

  private close(): pulumi.Output<string[]> {
    this.closed = true;
    return this.given ?? pulumi.output<string[]>([]);
  }
}
