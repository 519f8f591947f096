import { IssuesError } from "../../../components/core/errors";

/** Where App Platform gets an image from, in its own words. */
export interface AppImage {
  readonly registryType: "DOCKER_HUB" | "DOCR" | "GHCR";
  /** The owner; left out for DigitalOcean's own registry, which is the account's. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const GITHUB = "ghcr.io";
const DIGITALOCEAN = "registry.digitalocean.com";
const DOCKER_HUB = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/** The name without tag and digest, and one of the two; App Platform takes not both, and a digest is the exact one. */
function splitVersion(image: string): { readonly name: string; readonly version: Pick<AppImage, "tag" | "digest"> } {
  const [named = image, digest] = image.split("@");
  const [, name = named, tag = "latest"] = /^(.*?)(?::([^:/]+))?$/.exec(named) ?? [];
  return { name, version: digest === undefined ? { tag } : { digest } };
}

/** A registry's host has a dot, a port or is localhost; anything else is an owner on Docker Hub. */
const isHost = (part: string): boolean => /[.:]/.test(part) || part === "localhost";

/**
 * An image as App Platform wants it told.
 *
 * @throws IssuesError when it stands in a registry that App Platform does not know:
 * https://docs.digitalocean.com/products/app-platform/how-to/deploy-from-container-images/ (read 2026-11-21)
 */
export function appImage(service: string, image: string): AppImage {
  const { name, version } = splitVersion(image);
  const parts = name.split("/");
  const host = parts.length > 1 && isHost(parts[0]!) ? parts.shift()! : DOCKER_HUB[0]!;
  const [owner, ...rest] = parts;
  if (host === DIGITALOCEAN && rest.length > 0) return { registryType: "DOCR", repository: rest.join("/"), ...version };
  if (host === GITHUB && rest.length > 0)
    return { registryType: "GHCR", registry: owner!, repository: rest.join("/"), ...version };
  if (DOCKER_HUB.includes(host)) {
    const [registry, repository] = rest.length === 0 ? ["library", owner!] : [owner!, rest.join("/")];
    return { registryType: "DOCKER_HUB", registry, repository, ...version };
  }
  throw new IssuesError([
    {
      at: `services.${service}.image`,
      problem: "stands in a registry that App Platform cannot read",
      got: image,
      allowed: [`${GITHUB}/<owner>/<name>`, `${DIGITALOCEAN}/<registry>/<name>`, "<owner>/<name> on Docker Hub"],
      fix: `pulumi config set --path 'landfall:images.${service}' <image>`,
    },
  ]);
}
