import type { PlanComponent } from "../plan/schema";
import { reach } from "./reach";
import { partOutput, resourceOf, resourceOutput, resourceSecret, resourcesOf, type Side } from "./side";
import { script } from "./shell";
import { page, step } from "./step";
import type { PartSteps, Way } from "./database";
import type { Step } from "./schema";

const PORT = 6379;

/** Whether what a cache holds is data. */
export const isPersistent = ({ settings }: PlanComponent): boolean => settings["persistent"] === true;

function passwordLines(side: Side, part: PlanComponent): string[] {
  const set = `${side.label}_CACHE_PASSWORD`;
  if (part.shape === "colocated")
    return [
      `${set}=$(ssh "$${side.label}_MACHINE" sudo cat /run/landfall/cache.conf | sed --quiet 's/^requirepass "\\(.*\\)"$/\\1/p')`,
    ];
  if (part.provider === "aws")
    return [
      `${set}=$(${resourceSecret(side, resourceOf(side, part, "aws:elasticache/replicationGroup:ReplicationGroup")!, ".inputs.authToken")})`,
    ];
  if (part.provider === "digitalocean")
    return [`${set}=$(doctl databases connection "$${side.label}_CLUSTER" --format Password --no-header)`];
  const password = resourcesOf(side, part).find(({ type }) => type === "random:index/randomPassword:RandomPassword")!;
  return [`${set}=$(${resourceSecret(side, password, ".outputs.result")})`];
}

function hostLines(side: Side, part: PlanComponent): string[] {
  const { label } = side;
  if (part.shape === "colocated")
    return [
      `${label}_HOST=$(ssh "$${label}_MACHINE" \\`,
      `  "sudo docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' landfall-cache")`,
      `${label}_PORT=${PORT}`,
    ];
  if (part.provider === "digitalocean") {
    const cluster = resourceOf(side, part, "digitalocean:index/databaseCluster:DatabaseCluster")!;
    return [
      `${label}_CLUSTER=$(${resourceOutput(side, cluster, ".id")})`,
      `${label}_HOST=$(${resourceOutput(side, cluster, ".outputs.host")})`,
      `${label}_PORT=$(${resourceOutput(side, cluster, ".outputs.port")})`,
    ];
  }
  return [`${label}_HOST=$(${partOutput(side, part, "host")})`, `${label}_PORT=$(${partOutput(side, part, "port")})`];
}

/** Signs in to one side's cache. */
function connect(side: Side, part: PlanComponent): Step {
  const { label } = side;
  const lower = label === "FROM" ? "from" : "to";
  const led = reach(side, part, { port: PORT, local: label === "FROM" ? 16379 : 16380 });
  const tls = part.shape === "colocated" ? "" : "--tls --insecure";
  return step({
    id: `connect-cache-${lower}`,
    kind: "cache",
    title: `Sign in to ${lower === "from" ? "the old" : "the new"} cache, ${part.service}`,
    text: [
      ...led.text,
      ...(tls === ""
        ? []
        : [
            "A tunnel ends at another name than the certificate's, so that `redis-cli` encrypts and does not ask who answers.",
          ]),
    ],
    asks: led.asks,
    commands: script(
      ...led.asks.map((name) => `: "\${${name}:?set it first}"`),
      ...led.before,
      hostLines(side, part),
      passwordLines(side, part),
      ...led.after,
      `${label}_CACHE_HOST=$${label}_HOST`,
      `${label}_CACHE_PORT=$${label}_PORT`,
      `${label}_CACHE_TLS='${tls}'`,
      `${lower}_cache ping`,
    ),
    sources: led.sources,
    unverified: led.unverified,
  });
}

/** How the commands speak to either cache; a password goes by the environment alone. */
const clients = (): Step =>
  step({
    id: "cache-clients",
    kind: "cache",
    title: "Two ways to speak to a cache",
    checked: "run",
    commands: script(
      ["FROM", "TO"].flatMap((label) => [
        `${label.toLowerCase()}_cache() {`,
        "  # shellcheck disable=SC2086 # options, not a word",
        `  REDISCLI_AUTH=$${label}_CACHE_PASSWORD redis-cli -h "$${label}_CACHE_HOST" -p "$${label}_CACHE_PORT" $${label}_CACHE_TLS "$@"`,
        "}",
      ]),
    ),
  });

const COPY = [
  "copy_cache() {",
  "  from_cache --scan | while IFS= read -r key; do",
  '    ttl=$(from_cache pttl "$key")',
  "    case $ttl in -2) continue ;; -1) ttl=0 ;; esac",
  '    to_cache del "$key" >/dev/null',
  "    # Without the line break that redis-cli puts behind what it prints.",
  '    from_cache dump "$key" | head --bytes=-1 | to_cache -x restore "$key" "$ttl" >"$WORK/restored" || true',
  '    grep --quiet --line-regexp OK "$WORK/restored" || { echo "$key: $(cat "$WORK/restored")" >&2; return 1; }',
  "  done",
  "}",
];

const copy = (id: string, title: string): Step =>
  step({
    id,
    kind: "cache",
    title,
    checked: "run",
    text: [
      "Key by key: DUMP and RESTORE with what is left of its time. None of the managed services lets anybody have SYNC, MIGRATE or a file of its memory, so that `redis-cli --rdb` and replication are out. It takes three commands a key.",
    ],
    commands: script(COPY, "time copy_cache", "from_cache dbsize", "to_cache dbsize"),
    cautions: [
      "The new engine has to be of the same version or a later one: RESTORE refuses what a later version wrote.",
      "Redis 7.4 and later, and Valkey, write what the other does not read.",
      "A key with a line break in its name is passed over: the two sizes differ then.",
    ],
    sources: [
      page("https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ClientConfig.RestrictedCommands.html"),
      page("https://docs.oracle.com/iaas/Content/ocicache/restrictedcommands.htm"),
      page("https://redis.io/docs/latest/commands/restore/", "not read"),
    ],
    unverified: [
      "DigitalOcean names no list of commands that it leaves out; its clusters are Aiven's, whose list leaves out MIGRATE, REPLICAOF and BGSAVE.",
    ],
  });

const verify = (): Step =>
  step({
    id: "verify-cache",
    kind: "cache",
    title: "Verify the cache",
    checked: "run",
    text: ["Every key with its type and a digest of its content; what runs out in between is no difference."],
    commands: script(
      "cache_digest() {",
      '  "$1" --scan | LC_ALL=C sort | while IFS= read -r key; do',
      '    printf \'%s %s %s\\n\' "$key" "$("$1" type "$key")" "$("$1" dump "$key" | openssl dgst -sha256 -r | cut --delimiter=\' \' --fields=1)"',
      "  done",
      "}",
      'cache_digest from_cache >"$WORK/cache.from"',
      'cache_digest to_cache >"$WORK/cache.to"',
      'if diff "$WORK/cache.from" "$WORK/cache.to"; then',
      '  echo "the caches agree: $(grep --count "" "$WORK/cache.from") keys"',
      "else",
      '  echo "THE CACHES DIFFER: do not switch" >&2',
      "  false",
      "fi",
    ),
    cautions: [
      "Two versions of an engine may pack the same content differently: compare `type` and length of such a key before you call it wrong.",
    ],
  });

const anew = (part: PlanComponent): Step =>
  step({
    id: "copy-cache",
    kind: "cache",
    title: "The cache begins empty",
    text: [
      `What a cache holds that is not persistent may be lost at any time, and ${part.service} begins empty. Expect the database to be asked for everything at first; where it is small, let visitors in slowly.`,
    ],
  });

/** A cache: copied key by key where it is persistent, else begun anew. */
export function cacheWay(before: PlanComponent, after: PlanComponent): Way {
  if (!isPersistent(before))
    return { by: "begins empty and warms up", whose: "nobody", steps: () => ({ copy: [anew(after)] }) };
  return {
    by: "key by key, `DUMP` and `RESTORE`",
    whose: "runbook",
    steps: (from, to): PartSteps =>
      after.shape === "colocated" && to.beside
        ? {
            connect: [clients(), connect(from, before)],
            late: [connect(to, after), copy("final-copy-cache", "Copy the cache"), verify()],
          }
        : {
            connect: [clients(), connect(from, before), connect(to, after)],
            copy: [copy("copy-cache", "Rehearse the copy of the cache")],
            final: [copy("final-copy-cache", "Copy the cache")],
            verify: [verify()],
          },
  };
}
