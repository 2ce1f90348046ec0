import { IpSetError, type IpSetInfo, type IpSets } from '../../machinery/ip-sets.ts';
import type { Random } from '../../machinery/random.ts';
import { IpSet, type SetOptions } from './ip-set.ts';
import { SET_TYPES, type SetType } from './set-type.ts';

export interface HostSetsOptions {
  readonly random: Random;
  nowMs(): number;
  /** Rules that ask a set. */
  references(name: string): number;
}

const NAME_MAX = 31;
const SET_LIMIT = 1_024;
/** Beyond, a set would take more memory than a simulation has. */
const ELEMENT_LIMIT = 65_536;
const UNKNOWN = 'The set with the given name does not exist';

/** The sets of one host. */
export class HostSets implements IpSets {
  readonly #options: HostSetsOptions;
  #sets = new Map<string, IpSet>();

  constructor(options: HostSetsOptions) {
    this.#options = options;
  }

  find(name: string): IpSet | undefined {
    return this.#sets.get(name);
  }

  names(): string[] {
    return [...this.#sets.keys()];
  }

  describe(name: string): IpSetInfo {
    const set = this.#require(name);
    const { type, options } = set;
    const entries = set.entries();
    const [first, last] = options.range;
    const bitmapBytes = Math.ceil((last - first + 1) / 64) * 8;
    return {
      name,
      type: type.name,
      revision: type.revision,
      header: headerOf(type, options),
      memoryBytes: type.emptyBytes + (type.bitmap ? bitmapBytes : entries.length * type.elementBytes),
      references: this.#options.references(name),
      entries,
    };
  }

  create(name: string, typeName: string, words: readonly string[], { existing = false } = {}): void {
    const type = SET_TYPES.get(typeName);
    if (!type) throw new IpSetError(`Syntax error: typename '${typeName}' is unknown`);
    if (name.length > NAME_MAX)
      throw new IpSetError(`Syntax error: setname '${name}' is longer than ${NAME_MAX} characters`);
    const options = readOptions(type, words, this.#options.random);
    if (this.#sets.has(name)) {
      if (existing && this.#sets.get(name)?.type === type) return;
      throw new IpSetError('Set cannot be created: set with the same name already exists');
    }
    if (this.#sets.size >= SET_LIMIT) throw new IpSetError('Kernel error received: maximal number of sets reached');
    this.#sets.set(name, new IpSet(type, options, () => this.#options.nowMs()));
  }

  add(name: string, element: string, options: readonly string[] = [], { existing = false } = {}): void {
    this.#require(name).add(element, options, existing);
  }

  delete(name: string, element: string, { existing = false } = {}): void {
    this.#require(name).delete(element, existing);
  }

  test(name: string, element: string): boolean {
    return this.#require(name).has(element);
  }

  flush(name?: string): void {
    for (const set of name === undefined ? this.#sets.values() : [this.#require(name)]) set.flush();
  }

  destroy(name?: string): void {
    const names = name === undefined ? this.names() : [name];
    for (const one of names) this.#require(one);
    if (names.some((one) => this.#options.references(one) > 0)) {
      throw new IpSetError('Set cannot be destroyed: it is in use by a kernel component');
    }
    for (const one of names) this.#sets.delete(one);
  }

  rename(from: string, to: string): void {
    this.#require(from);
    if (this.#sets.has(to)) throw new IpSetError('Set cannot be renamed: a set with the new name already exists');
    if (this.#options.references(from) > 0) {
      throw new IpSetError('Set cannot be renamed: it is in use by another system');
    }
    this.#sets = new Map([...this.#sets].map(([name, set]) => [name === from ? to : name, set]));
  }

  swap(one: string, other: string): void {
    const [first, second] = [this.#require(one), this.#require(other)];
    if (first.type !== second.type) {
      throw new IpSetError('The sets cannot be swapped: their type does not match');
    }
    this.#sets.set(one, second).set(other, first);
  }

  #require(name: string): IpSet {
    const set = this.#sets.get(name);
    if (!set) throw new IpSetError(UNKNOWN);
    return set;
  }
}

function headerOf(type: SetType, { hashSize, maxElements, range, timeoutSeconds, comments, initialValue }: SetOptions) {
  const timeout = timeoutSeconds === undefined ? '' : ` timeout ${timeoutSeconds}`;
  const extensions = `${timeout}${comments ? ' comment' : ''}`;
  if (type.bitmap) return `range ${range.join('-')}${extensions}`;
  const value = initialValue.toString(16).padStart(8, '0');
  return `family inet hashsize ${hashSize} maxelem ${maxElements}${extensions} bucketsize 12 initval 0x${value}`;
}

function readOptions(type: SetType, words: readonly string[], random: Random): SetOptions {
  let [hashSize, maxElements] = [1_024, 65_536];
  let range: [number, number] | undefined;
  let timeoutSeconds: number | undefined;
  let comments = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === 'comment') comments = true;
    else if (word === 'timeout') timeoutSeconds = number(words[++at]);
    else if (word === 'hashsize' && !type.bitmap) hashSize = number(words[++at]);
    else if (word === 'maxelem' && !type.bitmap) maxElements = Math.min(number(words[++at]), ELEMENT_LIMIT);
    else if (word === 'range' && type.bitmap) range = readRange(words[++at] ?? '');
    else if (['family', 'bucketsize', 'initval'].includes(word ?? '') && !type.bitmap) at++;
    else throw new IpSetError(`Unknown argument: \`${word}'`);
  }
  if (type.bitmap && !range) throw new IpSetError(`Mandatory option \`range' is missing`);
  const initialValue = Math.floor(random.next() * 0x1_0000_0000);
  return { hashSize, maxElements, range: range ?? [0, 0], timeoutSeconds, comments, initialValue };
}

function number(word: string | undefined): number {
  if (!/^\d{1,10}$/.test(word ?? '')) throw new IpSetError(`Syntax error: '${word}' is invalid as number`);
  return Number(word);
}

function readRange(word: string): [number, number] {
  const [first, last = first] = word.split('-').map(Number);
  if (!Number.isInteger(first) || !Number.isInteger(last) || first! > last! || last! > 65_535) {
    throw new IpSetError(`Syntax error: cannot parse '${word}' as a port range`);
  }
  return [first!, last!];
}
