import type { types } from "@pulumi/aws";
import * as cloudfront from "@pulumi/aws/cloudfront";
import type { DriverContext } from "../../../components/core/driver";

const YEAR_SECONDS = 31_536_000;

type Security = types.input.cloudfront.ResponseHeadersPolicySecurityHeadersConfig;

/** Browsers keep to HTTPS for a year; names below this one are somebody else's matter. */
const HSTS: Security = {
  strictTransportSecurity: {
    accessControlMaxAgeSec: YEAR_SECONDS,
    includeSubdomains: false,
    // Browsers ship the preload list: being taken off it takes months, so getting on it is the owner's act.
    preload: false,
    override: true,
  },
};

/** `1; mode=block; report=https://…` in the words of CloudFront. */
function xssProtection(value: string): Security {
  const [first, ...more] = value.split(";").map((part) => part.trim());
  const report = more.find((part) => part.startsWith("report="))?.slice("report=".length);
  const protection = first === "1";
  const reported = protection && report !== undefined ? { reportUri: report } : {};
  return {
    xssProtection: {
      protection,
      modeBlock: protection && report === undefined && more.includes("mode=block"),
      ...reported,
      override: true,
    },
  };
}

/** Headers that CloudFront has words of its own for, and refuses among the others; by their names in lower case. */
const SECURITY: Readonly<Record<string, (value: string) => Security>> = {
  "content-security-policy": (value) => ({
    contentSecurityPolicy: { contentSecurityPolicy: value, override: true },
  }),
  // "nosniff" is all that it can say.
  "x-content-type-options": () => ({ contentTypeOptions: { override: true } }),
  "x-frame-options": (value) => ({ frameOptions: { frameOption: value.toUpperCase(), override: true } }),
  "referrer-policy": (value) => ({ referrerPolicy: { referrerPolicy: value, override: true } }),
  "x-xss-protection": xssProtection,
  // Said above, for every edge alike.
  "strict-transport-security": () => ({}),
};

/** What every answer carries, in the words of CloudFront: HSTS and the given headers. */
export function headersConfig(
  headers: Readonly<Record<string, string>>,
): Pick<cloudfront.ResponseHeadersPolicyArgs, "securityHeadersConfig" | "customHeadersConfig"> {
  const entries = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));
  const isSecurity = (name: string) => Object.hasOwn(SECURITY, name.toLowerCase());
  const custom = entries.filter(([name]) => !isSecurity(name));
  const security = entries.flatMap(([name, value]) => (isSecurity(name) ? SECURITY[name.toLowerCase()]!(value) : []));
  return {
    securityHeadersConfig: Object.assign({}, ...security, HSTS) as Security,
    ...(custom.length === 0
      ? {}
      : { customHeadersConfig: { items: custom.map(([header, value]) => ({ header, value, override: true })) } }),
  };
}

/** What browsers are told with every answer. */
export const headersPolicy = (
  context: DriverContext,
  headers: Readonly<Record<string, string>>,
): cloudfront.ResponseHeadersPolicy =>
  new cloudfront.ResponseHeadersPolicy(
    context.child("headers"),
    { comment: `${context.stack.app}, stack ${context.stack.stack}`, ...headersConfig(headers) },
    context.options(),
  );
