/** Seconds between two checks that Health Checks takes: the SDK's description of `intervalInSeconds`. */
const INTERVALS = [10, 30, 60] as const;

/** No check waits longer for an answer; it may not be longer than the interval. */
const TIMEOUT_SECONDS = 10;

/** How often to check: the longest interval there is that is no longer than what was asked for, at least ten seconds. */
export function checkInterval(seconds: number): {
  readonly intervalInSeconds: number;
  readonly timeoutInSeconds: number;
} {
  const fitting = INTERVALS.filter((interval) => interval <= seconds);
  return { intervalInSeconds: fitting.at(-1) ?? INTERVALS[0], timeoutInSeconds: TIMEOUT_SECONDS };
}
