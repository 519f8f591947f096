/** Lines joined with a line break at the end, those that do not apply left out. */
export function lines(...all: readonly (string | false | undefined | readonly string[])[]): string {
  return `${all
    .flat()
    .filter((line) => line !== false && line !== undefined)
    .join("\n")}\n`;
}

/** A value as one word of a shell command, whatever it contains. */
export const shellWord = (value: string): string => `'${value.replace(/'/g, `'\\''`)}'`;

/**
 * A value that goes where a config language has no quoting that could be trusted.
 *
 * @throws Error when it holds anything but letters, digits and `._~:/@-`: schemas refuse that first, so it is a bug.
 */
export function bareWord(value: string): string {
  if (!/^[A-Za-z0-9._~:/@-]+$/.test(value)) throw new Error(`${JSON.stringify(value)} cannot stand in a config file`);
  return value;
}
