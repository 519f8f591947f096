import type { PlanComponent, PlanResource } from "../../plan/schema";
import { reach, type Reached } from "../reach";
import { page } from "../step";
import { awsRegion, partOutput, resourceOf, resourceOutput, resourceSecret, type Side } from "../side";
import type { Step } from "../schema";

/** Where PostgreSQL stands, as far as it makes a difference to who moves it. */
export type PostgresService = "rds" | "aurora" | "oci" | "digitalocean" | "colocated" | "external";

/** The service behind a database that speaks PostgreSQL. */
export function postgresServiceOf({ provider, shape }: PlanComponent): PostgresService {
  if (shape === "colocated") return "colocated";
  if (shape === "external") return "external";
  if (provider === "aws") return shape === "serverless" ? "aurora" : "rds";
  return provider === "oci" ? "oci" : "digitalocean";
}

/** How the commands sign in to a server, and how they get there. */
export interface Endpoint {
  /** Lines that set HOST, PORT, USER, DATABASE and PASSWORD of the side. */
  readonly lines: readonly string[];
  readonly text: readonly string[];
  readonly asks: readonly string[];
  readonly sources: Step["sources"];
  readonly unverified: readonly string[];
}

const PORT = 5432;

const need = (found: PlanResource | undefined, type: string): PlanResource => {
  if (found === undefined) throw new Error(`the plan has no ${type} below its database`);
  return found;
};

/** The resource that is the server. */
const SERVER: { readonly [S in PostgresService]?: string } = {
  rds: "aws:rds/instance:Instance",
  aurora: "aws:rds/cluster:Cluster",
  oci: "oci:Psql/dbSystem:DbSystem",
  digitalocean: "digitalocean:index/databaseCluster:DatabaseCluster",
};

/** The server itself, as the plan has it. */
export function serverOf(side: Side, part: PlanComponent): PlanResource {
  const type = SERVER[postgresServiceOf(part)] ?? "";
  return need(resourceOf(side, part, type), type);
}

/** Lines that read the password of the user that the services sign in as. */
function passwordLines(side: Side, part: PlanComponent, service: PostgresService): string[] {
  const set = `${side.label}_PASSWORD`;
  switch (service) {
    case "rds":
    case "aurora": {
      const server = serverOf(side, part);
      if (server.inputs["manageMasterUserPassword"] !== true) {
        const path = service === "rds" ? ".inputs.password" : ".inputs.masterPassword";
        return [`${set}=$(${resourceSecret(side, server, path)})`];
      }
      const region = awsRegion(side, part);
      return [
        `secret_id=$(${resourceOutput(side, server, ".outputs.masterUserSecrets[0].secretArn")})`,
        `${set}=$(aws secretsmanager get-secret-value${region} --secret-id "$secret_id" --query SecretString --output text |`,
        "  jq --raw-output .password)",
      ];
    }
    case "oci":
      return [
        `${set}=$(${resourceSecret(side, serverOf(side, part), ".inputs.credentials.passwordDetails.password")})`,
      ];
    case "digitalocean": {
      const user = resourceOf(side, part, "digitalocean:index/databaseUser:DatabaseUser");
      const cluster = `"$${side.label}_CLUSTER"`;
      return user === undefined
        ? [`${set}=$(doctl databases connection ${cluster} --format Password --no-header)`]
        : [`${set}=$(doctl databases user get ${cluster} "$${side.label}_USER" --format Password --no-header)`];
    }
    case "colocated":
      return [`${set}=$(ssh "$${side.label}_MACHINE" sudo cat /run/landfall/database/password)`];
    case "external":
      return [`${set}=$(pulumi config get --stack ${side.stack} --path 'landfall:cloudflare.hyperdrive.password')`];
  }
}

/** Where the server answers, before anything leads there. */
function hostLines(side: Side, part: PlanComponent, service: PostgresService): string[] {
  const { label } = side;
  const common = [
    `${label}_USER=$(${partOutput(side, part, "username")})`,
    `${label}_DATABASE=$(${partOutput(side, part, "database")})`,
  ];
  if (service === "colocated")
    return [
      ...common,
      `${label}_HOST=$(ssh "$${label}_MACHINE" \\`,
      `  "sudo docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' landfall-database")`,
      `${label}_PORT=${PORT}`,
    ];
  if (service === "digitalocean") {
    const server = serverOf(side, part);
    return [
      ...common,
      `${label}_CLUSTER=$(${resourceOutput(side, server, ".id")})`,
      // The name on the internet, whatever the services call.
      `${label}_HOST=$(${resourceOutput(side, server, ".outputs.host")})`,
      `${label}_PORT=$(${resourceOutput(side, server, ".outputs.port")})`,
    ];
  }
  return [
    ...common,
    `${label}_HOST=$(${partOutput(side, part, "host")})`,
    `${label}_PORT=$(${partOutput(side, part, "port")})`,
  ];
}

const VARIABLES = ["HOST", "PORT", "USER", "DATABASE", "PASSWORD"];

/** How the commands reach a server and sign in as the services do. */
export function endpointOf(side: Side, part: PlanComponent): Endpoint {
  const service = postgresServiceOf(part);
  const { label } = side;
  const led: Reached = reach(side, part, { port: PORT, local: label === "FROM" ? 15432 : 15433 });
  const own =
    service === "digitalocean"
      ? [page("https://docs.digitalocean.com/reference/doctl/reference/databases/firewalls/append/")]
      : [];
  return {
    lines: [
      `export ${VARIABLES.map((name) => `${label}_${name}`).join(" ")}`,
      ...led.before,
      ...hostLines(side, part, service),
      ...passwordLines(side, part, service),
      ...led.after,
    ],
    text: led.text,
    asks: led.asks,
    sources: [...led.sources, ...own],
    unverified: led.unverified,
  };
}

/** Runs a program of PostgreSQL against a side; a password in the environment is seen by nobody else. */
export const RUNNERS: readonly string[] = (["FROM", "TO"] as const).flatMap((label) => [
  `${label.toLowerCase()}_db() {`,
  `  PGHOST=$${label}_HOST PGPORT=$${label}_PORT PGUSER=$${label}_USER PGPASSWORD=$${label}_PASSWORD PGDATABASE=$${label}_DATABASE \\`,
  `    PGSSLMODE=\${${label}_SSLMODE:-require} PGCONNECT_TIMEOUT=15 "$@"`,
  "}",
]);
