import { ALERT_UNIT, alertFile, ALERTING } from "./alerts";
import { ARCHIVE, archiveFiles } from "./archive";
import { restoreScript } from "./backup-restore";
import { BACKUP_NAMES, IN_DATABASE, sealing } from "./backup-store";
import type { Host, HostDatabase, HostFile } from "./host";
import { lines, shellWord } from "./text";

/** Sends what the bucket does not have yet, also of days on which it was out of reach, and takes old ones away there too. */
const ARCHIVED = [
  `archived=$(${ARCHIVE} list)`,
  "names | while read -r name; do",
  `  grep --quiet --line-regexp --fixed-strings "$name" <<<"$archived" || ${ARCHIVE} put "$backups/$name"`,
  "done",
  `expired <<<"$archived" | while read -r name; do ${ARCHIVE} remove "$name"; done`,
];

/** Days are counted by the names and in UTC, so that neither the hour of a run nor a copied file changes what is kept. */
function backupScript({ name, backupRetentionDays, passphraseKey, archive }: HostDatabase, host: Pick<Host, "values">) {
  return lines(
    "#!/bin/bash",
    "# Keeps an encrypted copy of the database, and takes away those that are old enough once there is a newer one.",
    sealing(host, passphraseKey),
    "scratch=$(mktemp --directory)",
    'file="$backups/$(date --utc +%Y-%m-%dT%H%M%SZ).dump.gpg"',
    `trap 'rm --recursive --force "$scratch" "$file.part"' EXIT`,
    `${IN_DATABASE} pg_dump --format=custom --dbname=${shellWord(name)} </dev/null |`,
    '  sealed --symmetric --cipher-algo AES256 --compress-algo none --output "$file.part"',
    "# What cannot be read back is no backup.",
    'sealed --decrypt "$file.part" >/dev/null',
    'sync "$file.part"',
    'mv "$file.part" "$file"',
    `oldest=$(date --utc --date='${backupRetentionDays} days ago' +%Y-%m-%d)`,
    "expired() {",
    "  while read -r name; do",
    "    # shellcheck disable=SC2053 # the right side is a pattern",
    `    if [[ $name == ${BACKUP_NAMES} && $name < $oldest ]]; then echo "$name"; fi`,
    "  done",
    "}",
    'names | expired | while read -r name; do rm "$backups/$name"; done',
    `find "$backups" -mindepth 1 \\( -name '*.part' -o -path '*/restore.*' \\) -mmin +1440 -delete`,
    archive !== undefined && ARCHIVED,
    'echo "backed up as $(basename "$file")"',
  );
}

function unit(withSecrets: boolean): string {
  return lines(
    "[Unit]",
    "Description=Backup of the database",
    `After=network-online.target landfall-services.service${withSecrets ? " landfall-secrets.service" : ""}`,
    "OnFailure=landfall-alert@%n.service",
    "",
    "[Service]",
    "Type=oneshot",
    ALERTING,
    "ExecStart=/usr/local/sbin/landfall-backup",
    // Reached only once a backup is made, and in the bucket where there is one.
    `ExecStartPost=/usr/bin/rm --force ${alertFile("landfall-backup.service")}`,
    "TimeoutStartSec=12h",
  );
}

/** Before the hour at which the machine restarts for updates. */
const TIMER = lines(
  "[Unit]",
  "Description=Daily backup of the database",
  "",
  "[Timer]",
  "OnCalendar=*-*-* 02:30:00 UTC",
  "Persistent=true",
  "",
  "[Install]",
  "WantedBy=timers.target",
);

/** What copies the database of a machine once a day, and brings a copy back. */
export function backupFiles(database: HostDatabase, host: Pick<Host, "values" | "secrets">): HostFile[] {
  return [
    { path: "/usr/local/sbin/landfall-backup", content: backupScript(database, host), mode: "0700" },
    { path: "/usr/local/sbin/landfall-restore", content: restoreScript(database, host), mode: "0700" },
    { path: "/etc/systemd/system/landfall-backup.service", content: unit(host.secrets !== undefined) },
    { path: "/etc/systemd/system/landfall-backup.timer", content: TIMER },
    { path: "/etc/systemd/system/landfall-alert@.service", content: ALERT_UNIT },
    ...(database.archive === undefined ? [] : archiveFiles(database.archive, host)),
  ];
}
