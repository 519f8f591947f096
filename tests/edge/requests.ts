/** A request as an edge sees it. */
export interface EdgeRequest {
  readonly method?: "GET" | "POST";
  /** As it stands in the request line, not decoded. */
  readonly path: string;
  /** The client's address. @default "198.51.100.9", which is nobody's of the app */
  readonly address?: string;
  /** @default "example.com" */
  readonly host?: string;
  /** When it comes, in seconds. @default 0 */
  readonly at?: number;
  /** What the vendor takes the client for. @default - a browser */
  readonly bot?: "verified" | "suspicious";
}

/** What becomes of a request before it reaches the origin. */
export type Outcome = "pass" | "block" | "challenge" | "sign-in";

/** A firewall that keeps counts from one request to the next. */
export type Edge = (request: EdgeRequest) => Outcome;

export const STRANGER = "198.51.100.9";
export const hostOf = ({ host = "example.com" }: EdgeRequest): string => host;
export const addressOf = ({ address = STRANGER }: EdgeRequest): string => address;

/** An IPv4 address as a number. @throws Error for anything else, since the examples have no other. */
function number(address: string): number {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || !parts.every((it) => Number.isInteger(it) && it >= 0 && it <= 255)) {
    throw new Error(`${address} is no IPv4 address`);
  }
  return parts.reduce((all, part) => all * 256 + part, 0);
}

/** Whether an address is in one of some networks. */
export const isIn = (address: string, cidrs: readonly string[]): boolean =>
  cidrs.some((cidr) => {
    const [network, bits = "32"] = cidr.split("/") as [string, string?];
    const size = 2 ** (32 - Number(bits));
    return Math.floor(number(address) / size) === Math.floor(number(network) / size);
  });

/** Takes the detours out of a path: doubled slashes, `.` and `..`. */
export function withoutDetours(path: string): string {
  const kept: string[] = [];
  const parts = path.split(/\/+/).slice(1);
  for (const part of parts) {
    if (part === "..") kept.pop();
    else if (part !== ".") kept.push(part);
  }
  return `/${kept.join("/")}`;
}

/** Undoes percent-encoding once, of all characters or of those that a pattern names. */
export const decoded = (path: string, only = /[^]/): string =>
  path.replace(/%([0-9a-f]{2})/gi, (all, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return only.test(character) ? character : all;
  });

/** Counts requests of each address in a sliding window, and says for how long the next ones are acted upon. */
export class Limit {
  readonly #seen = new Map<string, number[]>();
  readonly #until = new Map<string, number>();

  /**
   * @param blockSeconds - How long the action goes on. @default - as long as the window holds too many
   */
  constructor(
    private readonly requests: number,
    private readonly periodSeconds: number,
    private readonly blockSeconds = 0,
  ) {}

  /** Whether a request, which is counted, is one too many. */
  isOver(address: string, at: number): boolean {
    if (at < (this.#until.get(address) ?? 0)) return true;
    const seen = [...(this.#seen.get(address) ?? []), at].filter((time) => time > at - this.periodSeconds);
    this.#seen.set(address, seen);
    if (seen.length <= this.requests) return false;
    this.#until.set(address, at + this.blockSeconds);
    return true;
  }
}

/** Splits a text into the words of a language; anything else is refused. */
export function words(text: string, language: RegExp): string[] {
  const found: string[] = [];
  let rest = text.trimStart();
  while (rest !== "") {
    const [word] = new RegExp(`^(?:${language.source})`).exec(rest) ?? [];
    if (word === undefined) throw new Error(`does not understand ${JSON.stringify(rest)}`);
    found.push(word);
    rest = rest.slice(word.length).trimStart();
  }
  return found;
}
