import * as pulumi from "@pulumi/pulumi";
import type { Binding } from "../../../components/core/binding";
import { Secrets } from "../../../components/secrets";
import { countByType, recordOn, testStack } from "../../support/harness";

describe.each(["host", "platform"] as const)("secrets on DigitalOcean in the shape %s", (shape) => {
  const build = async () => {
    const bindings: Binding[] = [];
    const recording = await recordOn({ digitalocean: { settings: {}, standard: { token: "t" } } }, (connections) => {
      const secrets = new Secrets(
        "secrets",
        {
          stack: testStack,
          secrets: {
            JWT_SECRET: { kind: "generated", length: 64 },
            MAIL_KEY: { kind: "given", value: pulumi.output("canary") },
          },
        },
        connections.place("secrets", "digitalocean", shape),
      );
      bindings.push(...Object.values(secrets.bindings));
    });
    return { recording, bindings };
  };

  it("make nothing but what is generated, since DigitalOcean has no store", async () => {
    const { recording } = await build();
    expect(countByType(recording)).toEqual({ "random:index/randomPassword:RandomPassword": 1 });
  });

  it("hand every value on as a secret", async () => {
    const { bindings } = await build();
    expect(bindings.map(({ kind }) => kind)).toEqual(["secret", "secret"]);
    for (const binding of bindings) {
      expect(binding.kind === "secret" && (await pulumi.isSecret(binding.value))).toBe(true);
    }
  });
});
