import { isIP } from "node:net";
import { z } from "zod";

const NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

/** The name of an app, a service, a bucket or a topology. */
export const name = (longest: number) =>
  z
    .string()
    .max(longest, `at most ${longest} characters`)
    .regex(NAME, "lower-case letters, digits and hyphens, beginning with a letter")
    .refine((text) => !(text in {}), { error: "another name; this one has a meaning of its own in JavaScript" });

/** The name of an environment variable. */
export const variable = z
  .string()
  .max(128, "at most 128 characters")
  .regex(/^[A-Z][A-Z0-9_]*$/, "upper-case letters, digits and underscores, beginning with a letter");

const whole = (least: number, most: number) => {
  const allowed = `a whole number from ${least} to ${most}`;
  return z.int(allowed).min(least, allowed).max(most, allowed);
};

export const port = whole(1, 65535);
export const count = whole(1, 300);
export const days = (most: number) => whole(1, most);
export const gib = whole(1, 65536);
export const seconds = (most: number) => whole(1, most);
export const requests = whole(1, 1_000_000);
export const memoryMiB = whole(64, 1_048_576);
export const replicas = whole(0, 15);
export const copies = whole(1, 100);
export const partitions = whole(1, 1000);
export const failures = whole(1, 100);
export const brokers = whole(1, 30);
export const minutes = whole(1, 1440);
export const hours = (most: number) => whole(1, most);
export const zones = whole(2, 3);

export const percent = whole(1, 100);
export const usd = z.number("an amount in USD").positive("an amount above 0").max(1_000_000, "at most 1000000");
/** An amount that costs rest on. */
export const amount = z
  .number("a number from 0 to 1000000000000")
  .min(0, "a number from 0 to 1000000000000")
  .max(1e12, "a number from 0 to 1000000000000");
export const cpus = z.number("a number of virtual CPUs").min(0.05, "0.05 to 64").max(64, "0.05 to 64");

const CRON_FIELDS = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12 },
  { name: "day of the week", least: 0, most: 6 },
] as const;

function isCronField(field: string, { least, most }: { readonly least: number; readonly most: number }): boolean {
  if (field === "*") return true;
  const step = /^\*\/([1-9]\d?)$/.exec(field);
  if (step !== null) return Number(step[1]) <= most;
  const numbers = field.split(",");
  return numbers.every((text) => /^(0|[1-9]\d?)$/.test(text) && Number(text) >= least && Number(text) <= most);
}

function isCron(text: string): boolean {
  const fields = text.split(" ");
  return (
    fields.length === CRON_FIELDS.length && CRON_FIELDS.every((field, index) => isCronField(fields[index]!, field))
  );
}

/**
 * The five fields of cron that every cloud's scheduler can keep: `*`, a step, a number or a list of numbers in each. A day
 * of the month and one of the week together mean "either" to some and "both" to others.
 */
export const schedule = z
  .string()
  .refine(isCron, { error: "five fields of cron, in UTC, such as */10 * * * * or 0 2 * * *", abort: true })
  .refine((text) => text.split(" ")[2] === "*" || text.split(" ")[4] === "*", {
    error: "a day of the month or one of the week, the other a *",
  });

/** A path prefix of a URL, `/` or `/api`. */
export const pathPrefix = z
  .string()
  .max(200, "at most 200 characters")
  .regex(/^\/([A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*)?$/, "a path such as / or /api, without a slash at its end")
  // Whoever reads such a path, browsers first, takes it for another one.
  .regex(/^(?!.*\/\.{1,2}(\/|$))/, "a path without . and .. between its slashes");

// The grammar of the registries themselves: https://github.com/distribution/reference/blob/main/reference.go
const REGISTRY = "[a-z0-9]+((\\.|-+)[a-z0-9]+)*(:[0-9]{1,5})?";
const REPOSITORY = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";
const TAG = ":[A-Za-z0-9_][A-Za-z0-9._-]{0,127}";
const DIGEST = "@sha256:[0-9a-f]{64}";

/** An image with its tag or digest. */
export const image = z
  .string()
  .max(255, "at most 255 characters")
  .regex(
    new RegExp(`^(${REGISTRY}/)?${REPOSITORY}(/${REPOSITORY})*(${TAG}(${DIGEST})?|${DIGEST})$`),
    "an image with a tag or digest, such as ghcr.io/acme/api:1.4.0",
  );

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/** A domain name. */
export const domain = z
  .string()
  .max(253, "at most 253 characters")
  .regex(new RegExp(`^(${LABEL}\\.)+[a-z]{2,63}$`), "a domain in lower case, such as shop.example.com");

/** A name below the stack's domain, or the domain itself. */
export const subdomain = z
  .string()
  .max(63, "at most 63 characters")
  .regex(new RegExp(`^(@|${LABEL})$`), '"@" for the domain itself, or a label such as api');

export const email = z.email("an e-mail address").max(254, "at most 254 characters");

/** A repository on GitHub. */
export const repository = z
  .string()
  .regex(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}\/[A-Za-z0-9._-]{1,100}$/, "owner/name of a repository on GitHub");

const CIDR = "an IPv4 network in CIDR notation, its host bits zero, such as 203.0.113.7/32";

function isCidr(text: string): boolean {
  const [address, bits, ...rest] = text.split("/");
  if (address === undefined || bits === undefined || rest.length > 0 || isIP(address) !== 4) return false;
  if (!/^(0|[1-9]\d?)$/.test(bits) || Number(bits) > 32) return false;
  const number = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return number % 2 ** (32 - Number(bits)) === 0;
}

/** An IPv4 network. */
export const cidr = z.string().refine(isCidr, { error: CIDR, abort: true });

/** A network that administrators come from: never the whole internet. */
export const adminCidr = cidr.refine((text) => !text.endsWith("/0"), {
  error: "your own address or network, never the whole internet, such as 203.0.113.7/32",
});

/** A private network of its own: big enough for its subnets, and no address range of the internet. */
export const networkCidr = cidr.refine(
  (text) => {
    const [first, second] = text.split(".").map(Number);
    const size = Number(text.split("/")[1]);
    const isPrivate =
      first === 10 || (first === 192 && second === 168) || (first === 172 && second! >= 16 && second! <= 31);
    return isPrivate && size >= 16 && size <= 24;
  },
  { error: "a private network from /16 to /24, such as 10.20.0.0/16" },
);

/** An OpenSSH public key on one line. */
export const sshPublicKey = z
  .string()
  .max(1000, "at most 1000 characters")
  .regex(
    /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/]+={0,2}( [^\r\n]*)?$/,
    "an OpenSSH public key on one line, such as the content of ~/.ssh/id_ed25519.pub",
  );
