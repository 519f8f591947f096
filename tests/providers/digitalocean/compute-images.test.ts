import { IssuesError } from "../../../components/core/errors";
import { appImage } from "../../../providers/digitalocean/compute/images";

describe("images on App Platform", () => {
  it.each([
    ["ghcr.io/acme/api:1.4.0", { registryType: "GHCR", registry: "acme", repository: "api", tag: "1.4.0" }],
    ["ghcr.io/acme/shop/api:1", { registryType: "GHCR", registry: "acme", repository: "shop/api", tag: "1" }],
    ["registry.digitalocean.com/acme/api:2", { registryType: "DOCR", repository: "api", tag: "2" }],
    ["acme/api:3", { registryType: "DOCKER_HUB", registry: "acme", repository: "api", tag: "3" }],
    ["docker.io/acme/api", { registryType: "DOCKER_HUB", registry: "acme", repository: "api", tag: "latest" }],
    ["nginx:1.27", { registryType: "DOCKER_HUB", registry: "library", repository: "nginx", tag: "1.27" }],
    [
      "ghcr.io/acme/api:1@sha256:0a1b",
      { registryType: "GHCR", registry: "acme", repository: "api", digest: "sha256:0a1b" },
    ],
  ])("are told apart: %s", (image, told) => {
    expect(appImage("api", image)).toEqual(told);
  });

  it.each(["quay.io/acme/api:1", "localhost:5000/api:1", "123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1"])(
    "are refused from a registry that App Platform does not read: %s",
    (image) => {
      expect(() => appImage("api", image)).toThrow(IssuesError);
      expect(() => appImage("api", image)).toThrow(/services\.api\.image: .*ghcr\.io/);
    },
  );
});
