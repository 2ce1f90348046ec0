import type { CommandContext } from './command-context.ts';
import { kernelError, NftError, type Span } from './nft-error.ts';
import { readComment } from './parse-rule.ts';
import { priorityOf } from './priorities.ts';
import { type BaseChain, type Family, NftChain, type NftHook, type NftTable } from './ruleset.ts';
import type { TokenReader } from './tokens.ts';

/** Chains one table has at most, and rules one chain. */
const CHAIN_LIMIT = 60_000;

export interface ChainSpec {
  base: BaseChain | null;
  policy: 'accept' | 'drop' | undefined;
  comment: string | undefined;
}

const TYPES: readonly BaseChain['type'][] = ['filter', 'nat', 'route'];
const HOOKS: readonly NftHook[] = ['prerouting', 'input', 'forward', 'output', 'postrouting', 'ingress', 'egress'];
const ALLOWED: Readonly<Record<BaseChain['type'], readonly NftHook[]>> = {
  filter: HOOKS,
  nat: ['prerouting', 'input', 'output', 'postrouting'],
  route: ['output'],
};

export const emptyChainSpec = (): ChainSpec => ({ base: null, policy: undefined, comment: undefined });

/** One line of a chain's block that is no rule; false when it is one. */
export function readChainLine(reader: TokenReader, spec: ChainSpec, family: Family): boolean {
  if (reader.is('type') && reader.peek(2).text === 'hook') {
    reader.next();
    spec.base = readBase(reader, family);
  } else if (reader.is('policy')) {
    reader.next();
    const { text } = reader.peek();
    if (text !== 'accept' && text !== 'drop') reader.fail('accept or drop');
    reader.next();
    spec.policy = text;
  } else if (reader.is('comment')) {
    reader.next();
    spec.comment = readComment(reader);
  } else return false;
  return true;
}

function readBase(reader: TokenReader, family: Family): BaseChain {
  const type = TYPES.find((name) => name === reader.peek().text);
  if (!type) throw new NftError('unknown chain type', reader.peek());
  reader.next();
  reader.require('hook');
  const hook = HOOKS.find((name) => name === reader.peek().text);
  if (!hook) throw new NftError('unknown chain hook', reader.peek());
  reader.next();
  let device: string | undefined;
  if (reader.take('device')) device = reader.next().text;
  const { start } = reader.require('priority');
  const priority = readPriority(reader, family, hook, start);
  return { type, hook, priority, policy: 'accept', device };
}

function readPriority(reader: TokenReader, family: Family, hook: NftHook, start: number): number {
  let value: number;
  if (reader.take('-')) value = -reader.number(0x7fff_ffff);
  else if (reader.peek().kind === 'number') value = reader.number(0x7fff_ffff);
  else {
    const known = priorityOf(reader.name().text, family, hook);
    if (known === undefined) {
      throw new NftError('invalid priority expression value in this context.', { start, end: reader.lastEnd });
    }
    value = known;
  }
  if (reader.take('+')) value += reader.number(0x7fff_ffff);
  else if (reader.take('-')) value -= reader.number(0x7fff_ffff);
  return value;
}

/** `add chain`: one that is there gets the policy; anything else about it stays. */
export function declareChain(
  { transaction }: CommandContext,
  table: NftTable,
  name: { readonly text: string } & Span,
  { base, policy, comment }: ChainSpec,
  command: Span,
): NftChain {
  const known = table.chains.get(name.text);
  if (known) {
    updateChain(known, base, policy, transaction, command);
    return known;
  }
  if (name.text.length > 255) throw kernelError('Numerical result out of range', name);
  if (table.chains.size >= CHAIN_LIMIT) throw kernelError('Too many open files in system', name);
  if (base && !ALLOWED[base.type].includes(base.hook)) throw kernelError('Operation not supported', command);
  if (policy !== undefined && !base) throw kernelError('Operation not supported', command);
  const chain = new NftChain(table, name.text, base && { ...base, policy: policy ?? 'accept' }, comment);
  transaction.addChain(chain);
  return chain;
}

function updateChain(
  chain: NftChain,
  base: BaseChain | null,
  policy: ChainSpec['policy'],
  transaction: CommandContext['transaction'],
  command: Span,
): void {
  const own = chain.base;
  if (base && (!own || own.type !== base.type || own.hook !== base.hook || own.priority !== base.priority)) {
    throw kernelError('File exists', command);
  }
  if (!own || policy === undefined || own.policy === policy) return;
  const before = own.policy;
  transaction.change(
    () => {
      own.policy = policy;
    },
    () => {
      own.policy = before;
    },
  );
}
