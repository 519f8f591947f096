import { containerName } from "./containers";
import { DATA_DIRECTORY, secretFile, type Host } from "./host";

/** On the disk with the data. */
export const BACKUPS = `${DATA_DIRECTORY}/backups`;

/** A shell pattern of a backup's name, which says when it was made: `2026-11-28T023000Z.dump.gpg`. */
export const BACKUP_NAMES = "20??-??-??T??????Z.dump.gpg";

/** Runs a client of PostgreSQL beside the server, as the superuser that is let in from there alone. */
export const IN_DATABASE = `docker exec --interactive --user postgres ${containerName("database")}`;

/**
 * Shell lines that begin a script which reads or writes backups. `sealed` is GnuPG with the passphrase, in a home of its own
 * that is gone afterwards; its symmetric messages tell when they were changed or cut off.
 */
export const sealing = (host: Pick<Host, "values">, passphraseKey: string): string[] => [
  "set -euo pipefail",
  "umask 077",
  "export LC_ALL=C",
  `backups=${BACKUPS}`,
  `passphrase=${secretFile(host, passphraseKey)}`,
  // GnuPG would take nothing for a passphrase as well.
  'if [ ! -s "$passphrase" ]; then',
  '  echo "there is no passphrase for backups in $passphrase" >&2',
  "  exit 1",
  "fi",
  "sealed() {",
  '  gpg --homedir "$scratch" --batch --quiet --no-tty --pinentry-mode loopback --no-symkey-cache \\',
  '    --passphrase-file "$passphrase" "$@"',
  "}",
  `names() { find "$backups" -maxdepth 1 -type f -name '${BACKUP_NAMES}' -printf '%f\\n' | sort; }`,
];
