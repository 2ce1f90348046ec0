import type { RuleOrigin } from '../../machinery/flow.ts';
import type { TypeName, Value } from './datatypes.ts';
import { compareElements, mergeIntervals, overlaps } from './element-order.ts';
import type { Span } from './nft-error.ts';
import type { VerdictSpec } from './syntax-tree.ts';

/** Both ends belong to it; the same where it is one value. */
export interface Interval {
  readonly from: Value;
  readonly to: Value;
}

export interface ElementData {
  readonly kind: 'values';
  readonly parts: readonly Interval[];
}

export interface SetElement {
  readonly key: readonly Interval[];
  readonly data: VerdictSpec | ElementData | null;
  readonly comment?: string | undefined;
  readonly origin?: RuleOrigin | undefined;
  /** Its own, where it differs from the set's. */
  readonly timeoutMs?: number | undefined;
  /** On the clock of the simulation. */
  readonly expiresMs?: number | undefined;
  readonly span?: Span | undefined;
}

export interface SetOptions {
  /** Empty: anonymous. */
  readonly name: string;
  readonly keyTypes: readonly TypeName[];
  /** Of a map; `['verdict']` of a verdict map; empty of a set. */
  readonly dataTypes: readonly TypeName[];
  readonly flags: ReadonlySet<string>;
  readonly timeoutMs?: number | undefined;
  readonly gcIntervalMs?: number | undefined;
  readonly size?: number | undefined;
  readonly policy?: string | undefined;
  readonly autoMerge?: boolean | undefined;
  readonly comment?: string | undefined;
  /** `typeof` instead of `type`: as it was written. */
  readonly typeofText?: string | undefined;
}

/** Elements one set holds at most. */
export const ELEMENT_LIMIT = 65_536;

/** A set or a map, anonymous or with a name. */
export class NftSet {
  readonly options: SetOptions;
  handle = 0;
  /** Rules that ask it. */
  uses = 0;
  /** The size that a dynamic set was given by the kernel. */
  size: number | undefined;
  dynamic: boolean;
  elements = new Map<string, SetElement>();

  constructor(options: SetOptions) {
    this.options = options;
    this.dynamic = options.flags.has('dynamic');
    this.size = options.size ?? (this.dynamic ? ELEMENT_LIMIT - 1 : undefined);
  }

  get name(): string {
    return this.options.name;
  }

  get isMap(): boolean {
    return this.options.dataTypes.length > 0;
  }

  get isInterval(): boolean {
    return this.options.flags.has('interval');
  }

  get keyTypes(): readonly TypeName[] {
    return this.options.keyTypes;
  }

  get dataTypes(): readonly TypeName[] {
    return this.options.dataTypes;
  }

  find(values: readonly Value[], nowMs: number): SetElement | undefined {
    const element = this.elements.get(values.length === 1 ? `${values[0]}` : values.join(' . '));
    if (element) return isAlive(element, nowMs) ? element : undefined;
    if (!this.isInterval) return undefined;
    for (const candidate of this.elements.values()) {
      if (isAlive(candidate, nowMs) && holds(candidate.key, values)) return candidate;
    }
    return undefined;
  }

  /** In the order in which nft prints them, without those whose time is over. */
  list(nowMs: number): SetElement[] {
    const { keyTypes, isInterval } = this;
    return [...this.elements.values()]
      .filter((element) => isAlive(element, nowMs))
      .sort((one, other) => compareElements(one.key, other.key, keyTypes, isInterval));
  }

  /** Elements whose time is over go. */
  expire(nowMs: number): void {
    for (const [key, element] of this.elements) if (!isAlive(element, nowMs)) this.elements.delete(key);
  }

  /** An element that would share values with `key` and is not the same. */
  conflicting(key: readonly Interval[]): SetElement | undefined {
    if (!this.isInterval || key.length > 1) return undefined;
    const text = keyText(key);
    for (const element of this.elements.values()) {
      if (keyText(element.key) !== text && overlaps(element.key[0]!, key[0]!)) return element;
    }
    return undefined;
  }

  put(element: SetElement): void {
    this.elements.set(keyText(element.key), element);
  }

  /** Neighbours and overlaps become one (`auto-merge`, and every anonymous set of intervals). */
  merge(): void {
    if (!this.isInterval || this.keyTypes.length > 1 || this.isMap) return;
    const merged = mergeIntervals([...this.elements.values()].map(({ key }) => key[0]!));
    if (merged.length === this.elements.size) return;
    this.elements = new Map(merged.map((interval) => [keyText([interval]), { key: [interval], data: null }]));
  }
}

export function keyText(key: readonly Interval[]): string {
  return key.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(' . ');
}

function isAlive({ expiresMs }: SetElement, nowMs: number): boolean {
  return expiresMs === undefined || expiresMs > nowMs;
}

function holds(key: readonly Interval[], values: readonly Value[]): boolean {
  return key.length === values.length && key.every(({ from, to }, at) => from <= values[at]! && values[at]! <= to);
}
