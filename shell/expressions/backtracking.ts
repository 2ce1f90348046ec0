import { inRanges, isWordCode } from './character-classes.ts';
import type { Assertion, CodeRange, ExpressionNode, ParsedExpression } from './syntax.ts';

/** Steps one search may take; PCRE2's own limit is ten times this, for a machine of one's own. */
const MOST_STEPS = 1_000_000;

export class BacktrackingLimit extends Error {}

export interface BacktrackingOptions {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  /** POSIX: of all matches at a place, the longest. */
  readonly longest: boolean;
}

type Continue = (at: number) => boolean;
type Step = (at: number, next: Continue) => boolean;

/** A matcher for what linear time cannot do (back-references, looking around), with a limit on its steps. */
export class BacktrackingMatcher {
  readonly #options: BacktrackingOptions;
  readonly #start: Step;
  readonly #groups: number;
  #text = '';
  #steps = 0;
  #kept = -1;
  #captures: number[] = [];

  constructor(parsed: ParsedExpression, options: BacktrackingOptions) {
    this.#options = options;
    this.#groups = parsed.groups;
    this.#start = this.#compile(parsed.root);
  }

  /** Offsets of the match and its groups in pairs (-1: took no part). Throws `BacktrackingLimit`. */
  find(text: string, from: number): number[] | null {
    this.#text = text;
    this.#steps = 0;
    for (let start = from; start <= text.length; start++) {
      const found = this.#matchAt(start);
      if (found) return found;
    }
    return null;
  }

  #matchAt(start: number): number[] | null {
    this.#captures = new Array(2 * (this.#groups + 1)).fill(-1);
    this.#kept = -1;
    let best: number[] | null = null;
    try {
      this.#start(start, (end) => {
        if (!best || end > best[1]!) best = [this.#kept < 0 ? start : this.#kept, end, ...this.#captures.slice(2)];
        return !this.#options.longest;
      });
    } catch (error) {
      // The stack is the other limit.
      if (error instanceof RangeError) throw new BacktrackingLimit();
      throw error;
    }
    return best;
  }

  #tick(): void {
    if (++this.#steps > MOST_STEPS) throw new BacktrackingLimit();
  }

  #compile(node: ExpressionNode): Step {
    switch (node.kind) {
      case 'set':
        return this.#set(node.ranges, node.negated);
      case 'assert':
        return (at, next) => this.#holds(node.what, at) && next(at);
      case 'group':
        return this.#group(node);
      case 'sequence':
        return node.parts
          .map((part) => this.#compile(part))
          .reduceRight<Step>(
            (rest, step) => (at, next) => step(at, (end) => rest(end, next)),
            (at, next) => next(at),
          );
      case 'choice': {
        const options = node.options.map((option) => this.#compile(option));
        return (at, next) => options.some((option) => option(at, next));
      }
      case 'repeat':
        return this.#repeat(node);
      case 'reference':
        return (at, next) => this.#reference(node.index, at, next);
      case 'look':
        return this.#look(node);
      case 'keep':
        return (at, next) => {
          const before = this.#kept;
          this.#kept = at;
          if (next(at)) return true;
          this.#kept = before;
          return false;
        };
    }
  }

  #matches(ranges: readonly CodeRange[], negated: boolean): (at: number) => number {
    const { ignoreCase } = this.#options;
    const inside = (code: number) => {
      if (inRanges(code, ranges)) return true;
      if (!ignoreCase) return false;
      const sign = String.fromCodePoint(code);
      const [lower, upper] = [sign.toLowerCase(), sign.toUpperCase()];
      return inRanges(lower.codePointAt(0)!, ranges) || inRanges(upper.codePointAt(0)!, ranges);
    };
    return (at) => {
      const code = this.#text.codePointAt(at);
      if (code === undefined || inside(code) === negated) return -1;
      return at + (code > 0xffff ? 2 : 1);
    };
  }

  #set(ranges: readonly CodeRange[], negated: boolean): Step {
    const matches = this.#matches(ranges, negated);
    return (at, next) => {
      this.#tick();
      const end = matches(at);
      return end >= 0 && next(end);
    };
  }

  #group({ index, body, atomic }: Extract<ExpressionNode, { kind: 'group' }>): Step {
    const inner = this.#compile(body);
    if (atomic) return (at, next) => this.#once(inner, at, next);
    if (index === null) return inner;
    return (at, next) =>
      inner(at, (end) => {
        const captures = this.#captures;
        const [start, stop] = [captures[2 * index]!, captures[2 * index + 1]!];
        captures[2 * index] = at;
        captures[2 * index + 1] = end;
        if (next(end)) return true;
        captures[2 * index] = start;
        captures[2 * index + 1] = stop;
        return false;
      });
  }

  /** The first way to match, and no other. */
  #once(step: Step, at: number, next: Continue): boolean {
    let found = -1;
    step(at, (end) => {
      found = end;
      return true;
    });
    return found >= 0 && next(found);
  }

  #repeat(node: Extract<ExpressionNode, { kind: 'repeat' }>): Step {
    const { body, minimum, maximum, mode } = node;
    if (body.kind === 'set' && mode !== 'lazy') return this.#repeatedSet(body, node);
    const step = this.#compile(body);
    const turn = (count: number, at: number, next: Continue): boolean => {
      this.#tick();
      const more = () =>
        count < maximum && step(at, (end) => (end > at || count < minimum) && turn(count + 1, end, next));
      if (count < minimum) return more();
      return mode === 'lazy' ? next(at) || more() : more() || next(at);
    };
    if (mode === 'possessive') return (at, next) => this.#once((from, then) => turn(0, from, then), at, next);
    return (at, next) => turn(0, at, next);
  }

  /** Without a call for each character, so that long lines need no deep stack. */
  #repeatedSet(
    { ranges, negated }: Extract<ExpressionNode, { kind: 'set' }>,
    { minimum, maximum, mode }: Extract<ExpressionNode, { kind: 'repeat' }>,
  ): Step {
    const matches = this.#matches(ranges, negated);
    return (at, next) => {
      const ends = [at];
      for (let end = matches(at); end >= 0 && ends.length <= maximum; end = matches(end)) {
        this.#tick();
        ends.push(end);
      }
      const least = mode === 'possessive' ? Math.max(minimum, ends.length - 1) : minimum;
      for (let count = ends.length - 1; count >= least; count--) {
        this.#tick();
        if (next(ends[count]!)) return true;
      }
      return false;
    };
  }

  #reference(index: number, at: number, next: Continue): boolean {
    this.#tick();
    const [start, end] = [this.#captures[2 * index] ?? -1, this.#captures[2 * index + 1] ?? -1];
    if (start < 0) return false;
    const [wanted, found] = [this.#text.slice(start, end), this.#text.slice(at, at + end - start)];
    const same = wanted === found || (this.#options.ignoreCase && wanted.toLowerCase() === found.toLowerCase());
    return same && next(at + wanted.length);
  }

  #look({ body, behind, negated }: Extract<ExpressionNode, { kind: 'look' }>): Step {
    const step = this.#compile(body);
    const holds = (at: number): boolean => {
      if (!behind) return step(at, () => true);
      for (let start = at; start >= 0; start--) if (step(start, (end) => end === at)) return true;
      return false;
    };
    return (at, next) => holds(at) !== negated && next(at);
  }

  #holds(what: Assertion, at: number): boolean {
    const text = this.#text;
    if (what === 'text-start') return at === 0;
    if (what === 'text-end') return at === text.length;
    if (what === 'text-end-or-newline') return at === text.length || (at === text.length - 1 && text[at] === '\n');
    if (what === 'line-start') return at === 0 || (this.#options.multiline && text[at - 1] === '\n');
    if (what === 'line-end') return at === text.length || (this.#options.multiline && text[at] === '\n');
    const before = at > 0 && isWordCode(text.charCodeAt(at - 1));
    const after = at < text.length && isWordCode(text.charCodeAt(at));
    if (what === 'boundary') return before !== after;
    if (what === 'no-boundary') return before === after;
    return what === 'word-start' ? !before && after : before && !after;
  }
}
