import { words, type EdgeRequest } from "./requests";

/** Whether a condition holds of a request. */
export type Truth = (request: EdgeRequest) => boolean;

/** What a language calls the joints of its conditions. */
export interface Joints {
  readonly or: string;
  readonly and: string;
  readonly not: string;
}

/** Reads conditions joined by "or", "and" and "not"; whatever it does not know is refused. */
export abstract class Conditions {
  readonly #joints: Joints;
  #words: string[];

  constructor(condition: string, language: RegExp, joints: Joints) {
    this.#words = words(condition, language);
    this.#joints = joints;
  }

  /** A condition that is not made of others. */
  protected abstract test(): Truth;

  whole(): Truth {
    const truth = this.#any();
    if (this.#words.length > 0) throw new Error(`does not understand ${this.#words.join(" ")}`);
    return truth;
  }

  protected next(...wanted: readonly string[]): string {
    const word = this.#words.shift() ?? "the end";
    if (wanted.length > 0 && !wanted.includes(word)) throw new Error(`found ${word} in place of ${wanted.join(", ")}`);
    return word;
  }

  protected isNext(word: string): boolean {
    if (this.#words[0] !== word) return false;
    this.#words.shift();
    return true;
  }

  #any(): Truth {
    const all = [this.#every()];
    while (this.isNext(this.#joints.or)) all.push(this.#every());
    return (request) => all.some((truth) => truth(request));
  }

  #every(): Truth {
    const all = [this.#one()];
    while (this.isNext(this.#joints.and)) all.push(this.#one());
    return (request) => all.every((truth) => truth(request));
  }

  #one(): Truth {
    if (this.isNext(this.#joints.not)) {
      const truth = this.#one();
      return (request) => !truth(request);
    }
    if (this.isNext("(")) {
      const truth = this.#any();
      this.next(")");
      return truth;
    }
    return this.test();
  }
}
