import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "./policy";

/**
 * Services of AWS that read a bucket besides this account's roles, such as a distribution of CloudFront.
 *
 * A bucket has one policy and is made before what reads it. So readers say here what they may do, and the list is read
 * once everything of the stack has been constructed.
 */
export class BucketReaders {
  private readonly known: Statement[] = [];
  private closed = false;
  private readonly complete = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    this.closed = true;
  });

  /**
   * Adds what a reader may do.
   *
   * @throws Error when the list was already read, which means that the program waited for something between the bucket
   * and its reader.
   */
  add(statement: Statement): void {
    if (this.closed) throw new Error("a reader of a bucket was made after the bucket's policy had been written");
    this.known.push(statement);
  }

  /** Every statement, as soon as all components are constructed. */
  get all(): pulumi.Output<readonly Statement[]> {
    return pulumi.output(this.complete.then(() => this.known)).apply((known) => known as readonly Statement[]);
  }

  /** Whether there is any; known before the readers are. */
  get any(): pulumi.Output<boolean> {
    return pulumi.output(this.complete.then(() => this.known.length > 0));
  }
}
