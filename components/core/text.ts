const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Shows what cannot be seen or turns the direction of a text: a line break becomes `\n`, others `\u{202e}`. */
export const visible = (text: string): string =>
  text.replace(CONTROLS, (found) =>
    found === "\n" ? "\\n" : found === "\t" ? "\\t" : `\\u{${found.charCodeAt(0).toString(16)}}`,
  );

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/** The first UTF-16 code units of a text, never half a character. */
export const head = (text: string, units: number): string =>
  text.slice(0, units > 0 && isHigh(text.charCodeAt(units - 1)) ? units - 1 : units);

/** A text of at most so many UTF-16 code units; what was cut is told by `…`. */
export const clipped = (text: string, units: number): string =>
  text.length <= units ? text : `${head(text, units - 1)}…`;
