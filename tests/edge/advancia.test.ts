import { landing, type Landed } from "../support/figures";
import { cloudflareEdge, ociEdge, wafv2Edge } from "./edges";
import { STRANGER, type Edge, type EdgeRequest, type Outcome } from "./requests";

/** Where administrators come from in the examples. */
const ADMIN = "203.0.113.7";

type Provider = "cloudflare" | "aws" | "oci";
type Expected = Outcome | Readonly<Record<Provider, Outcome>>;

/** What becomes of one request, the first of its address. */
const TABLE: readonly (readonly [what: string, request: EdgeRequest, expected: Expected])[] = [
  ["a page", { path: "/" }, "pass"],
  ["an address of the API", { path: "/api/health" }, "pass"],
  [
    "the administrators' API from their network",
    { path: "/api/admin/users", address: ADMIN },
    { cloudflare: "sign-in", aws: "pass", oci: "pass" },
  ],
  [
    "the path itself from their network",
    { method: "POST", path: "/api/admin", address: ADMIN },
    { cloudflare: "sign-in", aws: "pass", oci: "pass" },
  ],
  [
    "the same in upper case from their network",
    { path: "/API/Admin/users", address: ADMIN },
    { cloudflare: "block", aws: "pass", oci: "pass" },
  ],
  ["the administrators' API from elsewhere", { path: "/api/admin/users" }, "block"],
  ["the same by POST", { method: "POST", path: "/api/admin/users" }, "block"],
  ["the path itself", { path: "/api/admin" }, "block"],
  ["with a slash at the end", { path: "/api/admin/" }, "block"],
  ["in upper case", { path: "/API/Admin/users" }, "block"],
  ["a letter of it encoded", { path: "/api/%61dmin/users" }, { cloudflare: "block", aws: "block", oci: "pass" }],
  ["its slash encoded", { path: "/api%2Fadmin/users" }, { cloudflare: "block", aws: "block", oci: "pass" }],
  ["with doubled slashes", { path: "//api//admin/users" }, { cloudflare: "block", aws: "block", oci: "pass" }],
  ["by a detour", { path: "/api/x/../admin/users" }, { cloudflare: "block", aws: "block", oci: "pass" }],
  ["a path that only begins alike", { path: "/api/administration" }, "pass"],
  ["pages of administrators", { path: "/admin/users" }, { cloudflare: "sign-in", aws: "block", oci: "block" }],
  [
    "pages of administrators, from their network",
    { path: "/admin", address: ADMIN },
    { cloudflare: "sign-in", aws: "pass", oci: "pass" },
  ],
  ["pages of administrators in upper case", { path: "/ADMIN/users" }, "block"],
  [
    "pages of administrators, a slash encoded",
    { path: "/admin%2Fusers" },
    { cloudflare: "block", aws: "block", oci: "pass" },
  ],
  [
    "something encoded below a page of administrators",
    { path: "/admin/a%20b" },
    { cloudflare: "sign-in", aws: "block", oci: "block" },
  ],
  ["a page that only begins alike", { path: "/administration" }, "pass"],
  ["one in upper case", { path: "/Administration" }, "pass"],
  ["a verified bot", { path: "/", bot: "verified" }, "pass"],
  [
    "a suspicious client",
    { path: "/", bot: "suspicious" },
    // Oracle's WAF tells no bots apart on a load balancer.
    { cloudflare: "challenge", aws: "challenge", oci: "pass" },
  ],
  ["a verified bot at the administrators' API", { path: "/api/admin/users", bot: "verified" }, "block"],
];

/** How many requests of one address pass before the next is not, and what becomes of that. */
type Most = readonly [most: number, then: Outcome];
const UNLIMITED = undefined;

const LIMITS: readonly (readonly [path: string, most: Readonly<Record<Provider, Most | typeof UNLIMITED>>])[] = [
  ["/api/auth/login", { cloudflare: [10, "block"], aws: [10, "block"], oci: [10, "block"] }],
  ["/api/auth/login/", { cloudflare: [10, "block"], aws: [10, "block"], oci: [10, "block"] }],
  ["/API/Auth/Login", { cloudflare: [10, "block"], aws: [10, "block"], oci: [10, "block"] }],
  // Pro counts no hour, and WAF of AWS none either and to no less than ten.
  ["/api/register", { cloudflare: [1, "block"], aws: [10, "block"], oci: [5, "block"] }],
  // Pro has room for two limits: nginx holds the others. Oracle's WAF has no challenge.
  ["/api/transactions", { cloudflare: UNLIMITED, aws: [100, "challenge"], oci: [100, "block"] }],
  ["/api/other", { cloudflare: UNLIMITED, aws: [1000, "challenge"], oci: [1000, "block"] }],
  ["/api/auth/loginx", { cloudflare: UNLIMITED, aws: [1000, "challenge"], oci: [1000, "block"] }],
  ["/api/authx", { cloudflare: UNLIMITED, aws: [1000, "challenge"], oci: [1000, "block"] }],
  ["/apix", { cloudflare: UNLIMITED, aws: UNLIMITED, oci: UNLIMITED }],
  ["/", { cloudflare: UNLIMITED, aws: UNLIMITED, oci: UNLIMITED }],
];

const ENOUGH = 1100;

/** How many requests at once pass, and what becomes of the next one. */
function tried(edge: Edge, path: string): Most | typeof UNLIMITED {
  for (let count = 0; count < ENOUGH; count++) {
    const outcome = edge({ method: "POST", path });
    if (outcome !== "pass") return [count, outcome];
  }
  return UNLIMITED;
}

describe.each<[Provider, string, (landed: Landed) => Edge]>([
  ["cloudflare", "cloudflare-droplet", cloudflareEdge],
  ["aws", "aws-vm-group", wafv2Edge],
  ["oci", "oci", ociEdge],
])("Advancia's edge on %s", (provider, topology, edgeOf) => {
  const landed = landing("advancia", topology);

  it.each(TABLE)("does what is expected with %s", (_, request, expected) => {
    const wanted = typeof expected === "string" ? expected : expected[provider];
    expect(edgeOf(landed)(request)).toBe(wanted);
  });

  it.each(LIMITS)("stops requests for %s when they are too many", (path, most) => {
    expect(tried(edgeOf(landed), path)).toEqual(most[provider]);
  });

  it("counts each address for itself", () => {
    const edge = edgeOf(landed);
    const login = { method: "POST", path: "/api/auth/login" } as const;
    for (let count = 0; count < 11; count++) edge(login);
    expect(edge(login)).toBe("block");
    expect(edge({ ...login, address: "198.51.100.10" })).toBe("pass");
    expect(edge({ ...login, address: STRANGER })).toBe("block");
  });

  it("blocks a log-in for 15 minutes, or where it has no time of its own for as long as there are too many", () => {
    const edge = edgeOf(landed);
    const login = (at: number) => edge({ method: "POST", path: "/api/auth/login", at });
    for (let count = 0; count < 10; count++) expect(login(0)).toBe("pass");
    expect(login(1)).toBe("block");
    const lasts = provider === "aws" ? 60 : 900;
    expect(login(lasts - 1)).toBe("block");
    expect(login(lasts + 62)).toBe("pass");
  });

  if (provider !== "oci") {
    it("lets proof of the hostname through where a machine has to bring it, whoever asks for it", () => {
      const request = { path: "/.well-known/acme-challenge/token", bot: "suspicious" } as const;
      expect(edgeOf(landed)(request)).toBe(provider === "cloudflare" ? "pass" : "challenge");
    });
  }
});
