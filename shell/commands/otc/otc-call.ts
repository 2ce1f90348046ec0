import type { Process } from '../../../cluster/machinery/machine.ts';
import { CloudApiError, callCloud } from '../cloud-api.ts';

/** A mistake in how the command was called; the usage follows it. */
export class Misuse extends Error {}

/** An object of the account as its API shows it. */
export type Item = Readonly<Record<string, unknown>>;

/** One call of `otc`, past its options. */
export class OtcCall {
  readonly process: Process;
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly json: boolean;

  constructor(process: Process, words: readonly string[], options: ReadonlyMap<string, string>, json: boolean) {
    this.process = process;
    this.words = words;
    this.options = options;
    this.json = json;
  }

  async print(text: string): Promise<void> {
    await this.process.stdout.write(Buffer.from(text));
  }

  send(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: Item): Promise<unknown> {
    return callCloud(this.process, method, path, body);
  }

  /** Which object is meant. */
  word(place: number, what: string): string {
    const word = this.words[place];
    if (word === undefined) throw new Misuse(`say which ${what}`);
    return word;
  }
}

/** The list under a key of an answer. */
export function itemsOf(answer: unknown, key: string): Item[] {
  const list = isItem(answer) ? answer[key] : undefined;
  if (!Array.isArray(list)) throw new CloudApiError(`The cloud's answer has no ${key}.`);
  return list.filter(isItem);
}

/** The object under a key of an answer. */
export function itemOf(answer: unknown, key: string): Item {
  const item = isItem(answer) ? answer[key] : undefined;
  if (!isItem(item)) throw new CloudApiError(`The cloud's answer has no ${key}.`);
  return item;
}

/** A field as it is shown; `-` where nothing is in it. */
export function shown(item: Item, field: string): string {
  const value = item[field];
  return value === undefined || value === null || value === '' ? '-' : String(value);
}

/** Ids of the objects that an object names: `"pools": [{"id": …}]`. */
export function idsIn(item: Item, field: string): string[] {
  const list = item[field];
  return Array.isArray(list) ? list.filter(isItem).map((each) => shown(each, 'id')) : [];
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
