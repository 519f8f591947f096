/**
 * Days by their names: Cloudflare counts them from 1, a Sunday, and cron from 0;
 * https://developers.cloudflare.com/workers/configuration/cron-triggers/ (2026-09-04).
 */
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** The five fields of cron as Cloudflare reads them. Steps need no change: they begin at a Sunday with both. */
export function cronOf(schedule: string): string {
  const fields = schedule.split(" ");
  const days = fields[4]!;
  if (days.startsWith("*")) return schedule;
  const named = days.split(",").map((day) => DAYS[Number(day)]!);
  return [...fields.slice(0, 4), named.join(",")].join(" ");
}
