import type { CommandContext } from './command-context.ts';
import type { TypeName } from './datatypes.ts';
import { kernelError, NftError, type Span } from './nft-error.ts';
import { NftSet, type SetOptions } from './nft-set.ts';
import { parseLeft } from './parse-expression.ts';
import { readComment } from './parse-rule.ts';
import { requireDuration } from './parse-set.ts';
import { PLAIN, printExpression } from './print-expression.ts';
import type { NftTable } from './ruleset.ts';
import type { Scope } from './scope.ts';
import { typesOf } from './syntax-tree.ts';
import type { TokenReader } from './tokens.ts';

const KEY_TYPES: ReadonlySet<string> = new Set<TypeName>([
  'ipv4_addr',
  'ipv6_addr',
  'ether_addr',
  'inet_proto',
  'inet_service',
  'mark',
  'ct_state',
  'ct_status',
  'icmp_type',
  'icmp_code',
  'tcp_flag',
  'ifname',
  'iface_index',
  'pkt_type',
  'ether_type',
  'dscp',
  'uid',
  'gid',
]);
const FLAGS: ReadonlySet<string> = new Set(['constant', 'interval', 'timeout', 'dynamic']);

type Draft = { -readonly [Key in keyof SetOptions]: SetOptions[Key] } & {
  /** Where the elements begin: they may name chains that come later. */
  elementsAt?: number;
};

/** The block of `set NAME { … }` or `map NAME { … }`; elements are left for later. */
export function readSetBlock(reader: TokenReader, name: string, isMap: boolean, scope: Scope): Draft {
  const draft: Draft = { name, keyTypes: [], dataTypes: [], flags: new Set() };
  reader.require('{');
  for (reader.skipSeparators(); !reader.take('}'); reader.skipSeparators()) {
    readSetLine(reader, draft, isMap, scope);
    if (!reader.atEnd()) reader.fail();
  }
  return draft;
}

function readSetLine(reader: TokenReader, draft: Draft, isMap: boolean, scope: Scope): void {
  const { text } = reader.peek();
  if (text === 'type') {
    reader.next();
    draft.keyTypes = readTypes(reader);
    if (isMap) {
      reader.require(':', 'colon');
      draft.dataTypes = readTypes(reader, true);
    }
  } else if (text === 'typeof') readTypeof(reader, draft, isMap, scope);
  else if (text === 'flags') {
    reader.next();
    draft.flags = readFlags(reader);
  } else if (text === 'timeout') {
    reader.next();
    draft.timeoutMs = requireDuration(reader);
    draft.flags = new Set([...draft.flags, 'timeout']);
  } else if (text === 'elements') {
    reader.next();
    reader.require('=');
    draft.elementsAt = reader.position;
    reader.skipStatement();
  } else readSetOption(reader, draft);
}

function readSetOption(reader: TokenReader, draft: Draft): void {
  const { text } = reader.peek();
  if (text === 'size') {
    reader.next();
    draft.size = reader.number(0xffff_ffff);
  } else if (text === 'gc-interval') {
    reader.next();
    draft.gcIntervalMs = requireDuration(reader);
  } else if (text === 'policy') {
    reader.next();
    const policy = reader.next().text;
    // The default is not shown.
    if (policy === 'memory') draft.policy = policy;
  } else if (text === 'auto-merge') {
    reader.next();
    draft.autoMerge = true;
  } else if (text === 'comment') {
    reader.next();
    draft.comment = readComment(reader);
  } else if (text === 'counter') reader.next();
  else reader.fail();
}

function readTypes(reader: TokenReader, allowVerdict = false): TypeName[] {
  const types: TypeName[] = [];
  do {
    const token = reader.peek();
    if (token.kind !== 'string') reader.fail('string');
    if (!KEY_TYPES.has(token.text) && !(allowVerdict && token.text === 'verdict')) {
      throw new NftError(`unknown datatype ${token.text}`, token);
    }
    reader.next();
    types.push(token.text as TypeName);
  } while (reader.take('.'));
  return types;
}

function readTypeof(reader: TokenReader, draft: Draft, isMap: boolean, scope: Scope): void {
  reader.next();
  const key = parseLeft(reader, scope);
  if (!key) reader.fail();
  draft.keyTypes = typesOf(key);
  draft.typeofText = printExpression(key, [], PLAIN);
  if (!isMap) return;
  reader.require(':', 'colon');
  if (reader.take('verdict')) {
    draft.dataTypes = ['verdict'];
    draft.typeofText += ' : verdict';
    return;
  }
  const data = parseLeft(reader, scope);
  if (!data) reader.fail();
  draft.dataTypes = typesOf(data);
  draft.typeofText += ` : ${printExpression(data, [], PLAIN)}`;
}

function readFlags(reader: TokenReader): ReadonlySet<string> {
  const flags = new Set<string>();
  do {
    if (!FLAGS.has(reader.peek().text)) reader.fail();
    flags.add(reader.next().text);
  } while (reader.take(','));
  return flags;
}

/** `add set`: one that is there must be of the same kind. */
export function declareSet(
  { transaction }: CommandContext,
  table: NftTable,
  draft: Draft,
  name: Span,
  command: Span,
): NftSet {
  if (draft.keyTypes.length === 0) throw new NftError('set definition does not specify key', command);
  const { elementsAt, ...options } = draft;
  const known = table.sets.get(options.name);
  if (known) {
    const isSame =
      known.keyTypes.join() === options.keyTypes.join() &&
      known.dataTypes.join() === options.dataTypes.join() &&
      known.isInterval === options.flags.has('interval');
    if (!isSame) throw kernelError('File exists', name);
    return known;
  }
  const set = new NftSet(options);
  transaction.addSet(table, set);
  return set;
}
