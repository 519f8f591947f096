/** A word of Bash that means itself. */
export const quoted = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Lines of a script; a list within is laid flat. */
export const script = (...parts: readonly (string | readonly string[])[]): string => `${parts.flat().join("\n")}\n`;

/**
 * A text that a program reads, written into a command as it is.
 *
 * @param then - What the program's own output goes to, such as `| sort`.
 */
export const heredoc = (command: string, text: readonly string[], end = "END", then = ""): string[] => [
  `${command} <<'${end}'${then}`,
  ...text,
  end,
];

/** Programs that every machine has, or that the shell is. */
const PLAIN = new Set(
  "[ [[ { } ! if then else fi for do done while case esac echo printf local read export set test true false cat grep sort sed cut comm head tail wc tr mkdir rm cp mv sleep seq trap return umask unset diff xargs awk mktemp date base64 tee cd first".split(
    " ",
  ),
);

/** Programs besides those of every machine that commands may call. */
const CALLED = [
  "aws",
  "curl",
  "dig",
  "doctl",
  "jq",
  "kubectl",
  "oci",
  "openssl",
  "ora2pg",
  "pg_dump",
  "pg_restore",
  "pgloader",
  "psql",
  "pulumi",
  "rclone",
  "redis-cli",
  "socat",
  "sql",
  "sqlite3",
  "ssh",
  "unzip",
  "wrangler",
] as const;

/** The programs that commands call; sorted. */
export function programsIn(commands: string): string[] {
  const words = new Set(commands.split(/[\s;|&()"'`$<>]+/).filter((word) => !PLAIN.has(word)));
  return CALLED.filter((program) => words.has(program));
}
