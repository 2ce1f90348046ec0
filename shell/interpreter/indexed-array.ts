/** The elements of an indexed array by rising index, which may leave holes; knows its last index. */
export class IndexedArray extends Map<number, string> {
  /** -1 when there is no element. */
  last = -1;

  static of(values: Iterable<string>): IndexedArray {
    const array = new IndexedArray();
    for (const value of values) array.set(array.last + 1, value);
    return array;
  }

  static copyOf(entries: Iterable<readonly [number, string]>): IndexedArray {
    const array = new IndexedArray();
    for (const [index, value] of entries) array.set(index, value);
    return array;
  }

  override set(index: number, value: string): this {
    const isInOrder = index > this.last || this.has(index);
    super.set(index, value);
    if (index > this.last) this.last = index;
    if (!isInOrder) this.#sort();
    return this;
  }

  override delete(index: number): boolean {
    const found = super.delete(index);
    if (found && index === this.last) this.last = Math.max(-1, [...this.keys()].at(-1) ?? -1);
    return found;
  }

  #sort(): void {
    const sorted = [...this].sort(([a], [b]) => a - b);
    this.clear();
    for (const [index, value] of sorted) super.set(index, value);
  }
}
