import * as pulumi from "@pulumi/pulumi";
import { SECURITY_HEADERS } from "../../../components/edge";

/** Browsers keep to HTTPS for a year. */
const HSTS = { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" } as const;

/**
 * The headers that every answer of a load balancer carries.
 *
 * The balancer belongs to compute and is made before the edge, which is told what the app wants said. So the edge says it
 * here, and the balancer reads it once everything of the stack has been constructed.
 */
export class AnswerHeaders {
  private said: Readonly<Record<string, string>> = SECURITY_HEADERS;
  private closed = false;

  /**
   * Replaces the usual headers.
   *
   * @throws Error when the balancer has read them already, which means that the program waited for something between
   * compute and the edge.
   */
  say(headers: Readonly<Record<string, string>>): void {
    if (this.closed) throw new Error("an edge was made after the load balancer had read what to say");
    this.said = headers;
  }

  /** Every header, as soon as all components are constructed; HSTS where answers come over HTTPS. */
  all(overHttps: boolean): pulumi.Output<Record<string, string>> {
    const complete = new Promise<void>((resolve) => setImmediate(resolve));
    const read = complete.then((): Record<string, string> => {
      this.closed = true;
      return { ...this.said, ...(overHttps ? HSTS : {}) };
    });
    return pulumi.output(read);
  }
}
