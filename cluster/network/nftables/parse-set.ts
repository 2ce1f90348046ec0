import type { TypeName } from './datatypes.ts';
import { ETIMEDOUT_WORDS, unknownSet } from './missing.ts';
import { kernelError, NftError, type Span } from './nft-error.ts';
import { ELEMENT_LIMIT, type ElementData, type Interval, keyText, NftSet, type SetElement } from './nft-set.ts';
import { intervalOf, parseConstant } from './parse-value.ts';
import { parseDuration } from './print-duration.ts';
import type { Scope } from './scope.ts';
import type { MapExpression, VerdictSpec } from './syntax-tree.ts';
import type { TokenReader } from './tokens.ts';

/** `{ … }`, or `@name` of a set (or map) with the types that are asked for. */
export function parseSetReference(
  reader: TokenReader,
  keyTypes: readonly TypeName[],
  dataTypes: readonly TypeName[],
  scope: Scope,
): MapExpression {
  if (!reader.is('@')) return { kind: 'set', set: parseAnonymousSet(reader, keyTypes, dataTypes, scope) };
  const { start } = reader.next();
  const name = reader.name();
  const span = { start, end: name.end };
  const set = scope.table.sets.get(name.text);
  if (!set) throw unknownSet(scope.table, name.text, span);
  if (dataTypes.length > 0 && !set.isMap) throw new NftError('Expression is not a map', span);
  return { kind: 'named', set };
}

function parseAnonymousSet(
  reader: TokenReader,
  keyTypes: readonly TypeName[],
  dataTypes: readonly TypeName[],
  scope: Scope,
): NftSet {
  const { start } = reader.peek();
  const elements = parseElements(reader, keyTypes, dataTypes, scope);
  const isInterval = elements.some(({ key }) => key.some(({ from, to }) => from !== to));
  const set = new NftSet({ name: '', keyTypes, dataTypes, flags: new Set(isInterval ? ['interval'] : []) });
  for (const element of elements) {
    const other = set.isMap ? set.conflicting(element.key) : undefined;
    if (other) throw new NftError('conflicting intervals specified', element.span, other.span);
    set.put(element);
  }
  set.merge();
  if (set.elements.size === 0) throw new NftError('Set is empty', { start, end: reader.lastEnd });
  return set;
}

/** `{ KEY [timeout T] [comment "…"] [: DATA], … }`; without data types, of a set. */
export function parseElements(
  reader: TokenReader,
  keyTypes: readonly TypeName[],
  dataTypes: readonly TypeName[],
  scope: Scope,
): SetElement[] {
  reader.require('{');
  const elements: SetElement[] = [];
  for (;;) {
    reader.skipNewlines();
    if (reader.take('}')) return elements;
    if (elements.length >= ELEMENT_LIMIT) throw kernelError('Too many open files in system', reader.peek());
    // A variable that is a set itself.
    if (reader.is('{')) elements.push(...parseElements(reader, keyTypes, dataTypes, scope));
    else elements.push(parseElement(reader, keyTypes, dataTypes, scope));
    reader.skipNewlines();
    if (!reader.take(',') && !reader.is('}')) reader.fail("comma or '}'");
  }
}

function parseElement(
  reader: TokenReader,
  keyTypes: readonly TypeName[],
  dataTypes: readonly TypeName[],
  scope: Scope,
): SetElement {
  const { start } = reader.peek();
  const key = parseKey(reader, keyTypes);
  const span: Span = { start, end: reader.lastEnd };
  const options: { timeoutMs?: number; expiresMs?: number; comment?: string } = {};
  for (;;) {
    if (reader.take('timeout')) {
      options.timeoutMs = requireDuration(reader);
      options.expiresMs ??= scope.nowMs + options.timeoutMs;
    } else if (reader.take('expires')) options.expiresMs = scope.nowMs + requireDuration(reader);
    else if (reader.take('comment')) options.comment = reader.next().text;
    else if (reader.take('counter')) skipCounter(reader);
    else break;
  }
  const data = dataTypes.length > 0 ? parseData(reader, dataTypes, scope, span) : null;
  return { key, data, span, ...options, ...(scope.origin && { origin: scope.origin }) };
}

function skipCounter(reader: TokenReader): void {
  if (!reader.take('packets')) return;
  reader.number();
  if (reader.take('bytes')) reader.number();
}

export function requireDuration(reader: TokenReader): number {
  const ms = parseDuration(reader.peek().text);
  if (ms === undefined) reader.fail(ETIMEDOUT_WORDS);
  reader.next();
  return ms;
}

export function parseKey(reader: TokenReader, types: readonly TypeName[]): Interval[] {
  return types.map((type, at) => {
    if (at > 0) reader.require('.');
    return intervalOf(parseConstant(reader, type, true));
  });
}

/** `span`: of the key, where the kernel's refusals of an element point. */
function parseData(
  reader: TokenReader,
  types: readonly TypeName[],
  scope: Scope,
  span: Span,
): VerdictSpec | ElementData {
  reader.require(':');
  if (types[0] !== 'verdict') return { kind: 'values', parts: parseKey(reader, types) };
  const verdict = parseVerdict(reader, scope, span);
  if (!verdict) reader.fail();
  return verdict;
}

const VERDICTS = new Set(['accept', 'drop', 'return', 'continue', 'jump', 'goto'] as const);

/** Null when none begins here. */
export function parseVerdict(reader: TokenReader, scope: Scope, span?: Span): VerdictSpec | null {
  const token = reader.peek();
  const verdict = [...VERDICTS].find((word) => token.kind === 'string' && token.text === word);
  if (!verdict) return null;
  reader.next();
  if (verdict !== 'jump' && verdict !== 'goto') return { kind: 'verdict', verdict, chain: null };
  const name = reader.name();
  const chain = scope.table.chains.get(name.text);
  if (!chain) throw kernelError('No such file or directory', span ?? name);
  // A base chain is entered by its hook alone.
  if (chain.base) throw kernelError('Operation not supported', span ?? name);
  return { kind: 'verdict', verdict, chain };
}

/** Puts elements into a set with a name, as `add element` does. */
export function addElements(set: NftSet, elements: readonly SetElement[], scope: Scope, isCreate = false): void {
  const { timeoutMs, autoMerge } = set.options;
  for (const element of elements) {
    const { span } = element;
    if (!set.isInterval && element.key.some(({ from, to }) => from !== to)) throw needsInterval(element);
    const known = set.elements.get(keyText(element.key));
    const isSame = known && sameData(known, element);
    if (known && (isCreate || !isSame)) throw kernelError('File exists', span);
    if (known) continue;
    if (!autoMerge && set.conflicting(element.key)) throw new NftError('interval overlaps with an existing one', span);
    if (set.size !== undefined && set.elements.size >= set.size)
      throw kernelError('Too many open files in system', span);
    if (set.elements.size >= ELEMENT_LIMIT) throw kernelError('Too many open files in system', span);
    const expiresMs = element.expiresMs ?? (timeoutMs === undefined ? undefined : scope.nowMs + timeoutMs);
    scope.transaction.putElement(set, { ...element, ...(expiresMs !== undefined && { expiresMs }) });
  }
  if (autoMerge) scope.transaction.mergeElements(set);
}

function sameData(one: SetElement, other: SetElement): boolean {
  const [first, second] = [one.data, other.data];
  if (!first || !second) return first === second;
  if (first.kind === 'verdict' && second.kind === 'verdict') {
    return first.verdict === second.verdict && first.chain === second.chain;
  }
  return first.kind === 'values' && second.kind === 'values' && keyText(first.parts) === keyText(second.parts);
}

function needsInterval({ key, span }: SetElement): NftError {
  const isPrefix = key.some(({ from, to }) => {
    const size = Number(to) - Number(from) + 1;
    return size > 1 && Number.isInteger(Math.log2(size)) && Number(from) % size === 0;
  });
  const what = isPrefix ? 'prefix' : 'range';
  return new NftError(
    `You must add 'flags interval' to your set declaration if you want to add ${what} elements`,
    span,
  );
}
