import { head } from "../../components/core/text";

/** A detail of a document that can be shown in part; given up in the order in which they are listed. */
export interface Detail {
  readonly id: string;
  /** How many there are. */
  readonly all: number;
  /** What is left out when only so many are shown, e.g. `4 of 9 added resources`. */
  readonly left: (missing: number, all: number) => string;
}

/** How many of each detail are shown. */
export type Shown = (id: string) => number;

/**
 * The most detailed document that is not longer than a limit.
 *
 * @param limit - UTF-16 code units, which is how GitHub counts a comment's 65,536.
 * @param details - What can be given up, the least important first.
 * @param write - Writes the document; `left` says what is missing from it.
 */
export function fit(
  limit: number,
  details: readonly Detail[],
  write: (shown: Shown, left: readonly string[]) => string,
): string {
  const counts = new Map(details.map(({ id, all }) => [id, all]));
  const attempt = () => {
    const left = details.flatMap(({ id, all, left: say }) => {
      const missing = all - counts.get(id)!;
      return missing > 0 ? [say(missing, all)] : [];
    });
    return write((id) => counts.get(id) ?? 0, left);
  };
  let document = attempt();
  for (const { id, all } of details) {
    if (document.length <= limit) return document;
    let [fits, tooMany] = [0, all];
    while (fits < tooMany - 1) {
      const middle = (fits + tooMany) >> 1;
      counts.set(id, middle);
      if (attempt().length <= limit) fits = middle;
      else tooMany = middle;
    }
    counts.set(id, fits);
    document = attempt();
  }
  return document.length <= limit ? document : head(document, limit);
}
