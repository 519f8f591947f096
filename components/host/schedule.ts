import { COMPOSE } from "./compose";
import { containerName, inOrder } from "./containers";
import type { Host, HostFile, HostService } from "./host";
import { bareWord, lines } from "./text";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** Two digits, as systemd writes them. */
const two = (number: string): string => number.padStart(2, "0");

/** One field of cron but the day of the week: `*`, every so many from the first on, or a list. */
function field(text: string, first: number): string {
  if (text === "*") return "*";
  if (text.startsWith("*/")) return `${two(String(first))}/${Number(text.slice(2))}`;
  return text
    .split(",")
    .map((number) => two(String(Number(number))))
    .join(",");
}

function daysOfWeek(text: string): string {
  const numbers = text.startsWith("*/")
    ? DAYS.map((_, day) => day).filter((day) => day % Number(text.slice(2)) === 0)
    : text.split(",").map((day) => Number(day) % DAYS.length);
  return [...new Set(numbers)]
    .sort((a, b) => a - b)
    .map((day) => DAYS[day]!)
    .join(",");
}

/**
 * What systemd calls the times of five fields of cron, in UTC; any of the lines holds.
 *
 * As cron has it, a day of the month and a day of the week that are both said hold each by itself:
 * https://man7.org/linux/man-pages/man5/crontab.5.html
 *
 * @throws Error when there are not five fields of `*`, `*` with a step, numbers and lists: schemas refuse that first.
 */
export function onCalendar(schedule: string): string[] {
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5 || fields.some((text) => !/^(\*|\*\/[1-9]\d*|\d+(,\d+)*)$/.test(text))) {
    throw new Error(`${JSON.stringify(schedule)} is no schedule of five fields`);
  }
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const time = `${field(hour, 0)}:${field(minute, 0)}:00 UTC`;
  const date = (ofMonth: string): string => `*-${field(month, 1)}-${field(ofMonth, 1)}`;
  if (weekday === "*") return [`${date(day)} ${time}`];
  const week = daysOfWeek(weekday);
  if (day.startsWith("*") || weekday.startsWith("*")) return [`${week} ${date(day)} ${time}`];
  return [`${date(day)} ${time}`, `${week} ${date("*")} ${time}`];
}

/** The unit that starts a scheduled service at its times. */
export const timerOf = (service: string): string => `landfall-job-${bareWord(service)}.timer`;

/** A unit runs once at a time, so that a run that takes long is never overtaken; one that hangs ends after a day. */
function unitOf({ name }: HostService, withSecrets: boolean): string {
  const container = containerName(bareWord(name));
  return lines(
    "[Unit]",
    `Description=Scheduled service ${name}`,
    `After=docker.service network-online.target${withSecrets ? " landfall-secrets.service" : ""}`,
    "",
    "[Service]",
    "Type=oneshot",
    `ExecStartPre=-/usr/bin/docker rm --force ${container}`,
    `ExecStart=${COMPOSE} run --rm --no-deps --no-TTY --name ${container} ${name}`,
    `ExecStopPost=-/usr/bin/docker rm --force ${container}`,
    "TimeoutStartSec=24h",
  );
}

/** What was missed while the machine was off is not made up for: the next time comes. */
const timer = ({ name, schedule }: HostService): string =>
  lines(
    "[Unit]",
    `Description=Times of the service ${name}`,
    "",
    "[Timer]",
    onCalendar(schedule!).map((line) => `OnCalendar=${line}`),
    "AccuracySec=1s",
    "Persistent=false",
    "",
    "[Install]",
    "WantedBy=timers.target",
  );

/** The scheduled services of a machine, in order. */
export const scheduledOf = ({ services }: Pick<Host, "services">): HostService[] =>
  inOrder(services).filter(({ schedule }) => schedule !== undefined);

/** A unit and a timer for each scheduled service. */
export const scheduleFiles = (host: Pick<Host, "services" | "secrets">): HostFile[] =>
  scheduledOf(host).flatMap((service) => [
    {
      path: `/etc/systemd/system/${timerOf(service.name).replace(/\.timer$/, ".service")}`,
      content: unitOf(service, host.secrets !== undefined),
    },
    { path: `/etc/systemd/system/${timerOf(service.name)}`, content: timer(service) },
  ]);
