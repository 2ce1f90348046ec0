import { AwkFatal } from './failure.ts';
import type { Value } from './value.ts';

const MOST_ELEMENTS = 2_000_000;

/** An associative array; an element may be an array itself. */
export class AwkArray {
  readonly elements = new Map<string, Value | AwkArray>();

  get(key: string): Value {
    const { elements } = this;
    const found = elements.get(key);
    if (found instanceof AwkArray) throw new AwkFatal('attempt to use array in a scalar context');
    // Looking at an element makes it.
    if (found === undefined && !elements.has(key)) this.set(key, undefined);
    return found;
  }

  set(key: string, value: Value | AwkArray): void {
    this.elements.set(key, value);
    if (this.elements.size > MOST_ELEMENTS) throw new AwkFatal('memory exhausted');
  }

  inner(key: string): AwkArray {
    const found = this.elements.get(key);
    if (found instanceof AwkArray) return found;
    if (found !== undefined) throw new AwkFatal('attempt to use a scalar value as array');
    const made = new AwkArray();
    this.set(key, made);
    return made;
  }
}
