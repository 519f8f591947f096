import { z } from "zod";
import { providerIds } from "../../providers/registry";
import * as is from "./primitives";

const reference = (folder: string) => `Name of a file in ${folder}/, or the whole of it inline`;

const isEmpty = (value: unknown): boolean =>
  value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** The engine gives a key of Pulumi.yaml without a value its default; an empty text or mapping is none. */
const orNone = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (isEmpty(value) ? undefined : value), schema.optional());

const side = z.union([
  z.string().min(1, "the name of a file in topologies/"),
  z.strictObject({
    topology: z.string().min(1).describe("Name of a file in topologies/"),
    override: z.record(z.string(), z.unknown()).optional().describe("Laid over that topology"),
  }),
]);

/** The steps of a move of data, in their order; `switch` with the sides exchanged goes back. */
export const moveSteps = ["beside", "switch", "release"] as const;

/** The schema of the `landfall:` keys of a stack, the providers' own aside. */
export const stackSchema = z.strictObject({
  app: z.unknown().describe(reference("apps")),
  topology: z.unknown().describe(reference("topologies")),
  override: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Parts of the topology to replace, e.g. {database: {size: small}}; null takes a part away"),
  domain: orNone(is.domain).describe("Domain that the site and the services answer under"),
  adminCidrs: z
    .array(is.adminCidr)
    .max(50, "at most 50 networks")
    .optional()
    .describe("Networks that administrators come from, in CIDR notation; [] closes SSH"),
  sshPublicKeys: z
    .array(is.sshPublicKey)
    .max(20, "at most 20 keys")
    .optional()
    .describe("OpenSSH public keys of administrators"),
  email: orNone(is.email).describe("Where alarms and notices of expiring certificates go"),
  images: z.record(z.string(), is.image).optional().describe("Images by service, in place of the app's own"),
  services: z
    .record(z.string(), z.boolean())
    .optional()
    .describe("Optional services to build (true) or leave out (false)"),
  secrets: z
    .record(is.variable, z.string().min(1, "a text that is not empty"))
    .optional()
    .describe("Values of secrets that the app is given: pulumi config set --secret --path 'landfall:secrets.NAME'"),
  move: orNone(
    z.strictObject({
      step: z
        .enum(moveSteps)
        .describe(
          "beside: new stores are built, the services keep the old ones; switch: the services use the new stores, the old ones are kept; release: the side that is not used loses its protection, to be left to its cloud",
        ),
      to: side.optional().describe("With beside: the topology whose stores are built beside those in use"),
      from: side.optional().describe("With switch and release: the topology whose stores are kept beside those in use"),
    }),
  ).describe("A move of data between providers; `landfall move` writes the steps"),
  dataProtection: z
    .enum(["on", "off"])
    .optional()
    .describe(
      "Whether stores of data are protected from deletion; on when left out, and always on for a stack called prod",
    ),
});

export type StackKeys = z.output<typeof stackSchema>;

/** Every `landfall:` key, with the providers' own. */
export const stackKeyNames: readonly string[] = [...Object.keys(stackSchema.shape), ...providerIds];

/** Values in the shipped stacks that are nobody's own: a plan takes them, a real run refuses them. */
export const examples = {
  domain: "example.com",
  email: "ops@example.com",
  adminCidrs: "203.0.113.7/32",
  sshPublicKeys: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleExam example",
} as const;

/** Whether a domain is one that RFC 2606 reserves for examples. */
export const isExampleDomain = (domain: string): boolean =>
  /(^|\.)(example\.(com|net|org)|example|test|invalid)$/.test(domain);

/** Whether an e-mail address is at such a domain. */
export const isExampleEmail = (email: string): boolean => isExampleDomain(email.slice(email.indexOf("@") + 1));

/** Whether a network is one that RFC 5737 reserves for documentation. */
export const isExampleCidr = (cidr: string): boolean => /^(192\.0\.2|198\.51\.100|203\.0\.113)\./.test(cidr);

/** Whether a key is the one that landfall's own examples show. */
export const isExampleKey = (key: string): boolean => key.includes("ExampleExample");
