/** Values of a field that AWS counts from 1 where cron counts from 0: Sunday is 1. */
const dayOfWeek = (field: string): string =>
  expanded(field, 7)
    .map((day) => day + 1)
    .join(",");

/** The values below a limit that a field stands for, from 0 on. */
function expanded(field: string, below: number): number[] {
  if (!field.startsWith("*/")) return field.split(",").map(Number);
  const step = Number(field.slice(2));
  return Array.from({ length: Math.ceil(below / step) }, (_, index) => index * step);
}

/** `*` followed by a step begins at a field's first value, which AWS wants to be told. */
const fromFirst = (field: string, first: 0 | 1): string =>
  field.startsWith("*/") ? `${first}${field.slice(1)}` : field;

/**
 * The five fields of cron as the six of AWS: with a year, and with `?` in place of the day that is not looked at.
 *
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function awsCron(schedule: string): string {
  const [minute, hour, day, month, weekday] = schedule.split(" ") as [string, string, string, string, string];
  const days = weekday === "*" ? [fromFirst(day, 1), "?"] : ["?", dayOfWeek(weekday)];
  const fields = [fromFirst(minute, 0), fromFirst(hour, 0), days[0], fromFirst(month, 1), days[1], "*"];
  return `cron(${fields.join(" ")})`;
}
