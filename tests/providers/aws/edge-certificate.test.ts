import type { Connections } from "../../../providers/connections";
import type { Recording } from "../../../src/plan/recorder";
import { ofType } from "../../support/harness";
import { buildEdge, buildZone, recordFront, type Front } from "./edge-shop";
import { buildShop } from "./shop";

const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

const off = { managedRules: false, bots: false };
const record = (edge: Front["edge"]) => recordFront({ edge }, buildEdge);

describe("proof of a name that compute on AWS has published", () => {
  const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";
  const build = (connections: Connections, front: Front) =>
    buildEdge(connections, {
      ...front,
      // The shop has a zone of its own by the usual name.
      edge: { ...off, compute: buildShop(connections), dns: buildZone(connections, "example.com", "names") },
    });
  const proofOf = "names-record-edge-certificate";
  const names = ({ resources }: Recording) => resources.map(({ name }) => name);

  it("is not published again, but waited for", async () => {
    const recording = await recordFront({}, build);
    expect(names(recording)).not.toContain(proofOf);
    const validation = ofType(recording, VALIDATION).find(({ name }) => name === "edge-certificate")!;
    expect(validation.dependsOn.some((urn) => urn.endsWith("::compute-certificate"))).toBe(true);
  });

  it("is published where the load balancer was given its certificate, or where there is no such compute", async () => {
    const settings = { zoneId: "Z0123456789ABC", certificateArn };
    expect(names(await recordFront({ settings }, build))).toContain(proofOf);
    expect(names(await record(off))).toContain("dns-record-edge-certificate");
  });
});
