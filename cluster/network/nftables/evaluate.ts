import type { RuleOrigin } from '../../machinery/flow.ts';
import type { MarkTrail, Verdict } from '../netfilter/evaluate-chain.ts';
import type { HookPacket, PortRange, TargetSpec } from '../netfilter/rule-spec.ts';
import type { Value } from './datatypes.ts';
import { compareValues, evaluateParts, evaluateValue } from './evaluate-expression.ts';
import { allowsMore } from './limit.ts';
import { ELEMENT_LIMIT, type Interval } from './nft-set.ts';
import { printRule } from './print-rule.ts';
import type { NftChain, NftRule } from './ruleset.ts';
import type { NatStatement, SetStatement, Statement, VerdictSpec } from './syntax-tree.ts';

/** NFT_JUMP_STACK_SIZE. */
const DEPTH_LIMIT = 16;
const ACCEPTED = Symbol('accepted');
const RETURNED = Symbol('returned');
const BROKEN = Symbol('broken');

/** The jumps that led to a chain, innermost first. */
interface Trail {
  readonly chain: NftChain;
  readonly origin: RuleOrigin | undefined;
  readonly before: Trail | null;
}

interface Walk {
  readonly hook: HookPacket;
  readonly marked: MarkTrail;
}

type End = Verdict | typeof ACCEPTED | typeof RETURNED;
/** Undefined: the next statement. */
type Outcome = End | typeof BROKEN | undefined;

/** Follows a packet through a base chain. Null: other chains are asked. */
export function evaluateBaseChain(chain: NftChain, hook: HookPacket, marked: MarkTrail): Verdict | null {
  const end = walk(chain, { hook, marked }, null, 0);
  if (end === ACCEPTED) return null;
  if (end !== RETURNED) return end;
  return chain.base?.policy === 'drop' ? { rule: null, chains: [chain.name], origin: undefined, kind: 'DROP' } : null;
}

function walk(chain: NftChain, context: Walk, trail: Trail | null, depth: number): End {
  const { rules } = chain;
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at]!;
    const { statements } = rule;
    for (let index = 0; index < statements.length; index++) {
      const outcome = run(statements[index]!, rule, context, trail, depth);
      if (outcome === undefined) continue;
      if (outcome === BROKEN) break;
      return outcome;
    }
  }
  return RETURNED;
}

function run(statement: Statement, rule: NftRule, context: Walk, trail: Trail | null, depth: number): Outcome {
  const { hook } = context;
  switch (statement.kind) {
    case 'match':
      return compareValues(statement, hook) ? undefined : BROKEN;
    case 'verdict':
      return decide(statement, rule, rule.origin, context, trail, depth);
    case 'vmap': {
      const values = evaluateParts(statement.key, hook);
      const element = values && statement.map.set.find(values, hook.surroundings.nowMs());
      if (element?.data?.kind !== 'verdict') return BROKEN;
      return decide(element.data, rule, element.origin ?? rule.origin, context, trail, depth);
    }
    case 'reject':
      return conclude('REJECT', { kind: 'REJECT', with: statement.with }, rule, trail);
    case 'nat':
      return translate(statement, rule, context, trail);
    case 'assign':
      return assign(statement, rule, context, trail);
    case 'counter':
      if (hook.packet.rehearsal) return undefined;
      statement.packets++;
      statement.bytes += hook.packet.length;
      return undefined;
    case 'limit':
      return allowsMore(statement, hook) ? undefined : BROKEN;
    case 'quota': {
      const used = statement.used + hook.packet.length;
      if (!hook.packet.rehearsal) statement.used = used;
      return used > statement.bytes === statement.over ? undefined : BROKEN;
    }
    case 'update':
      return updateSet(statement, hook);
    case 'log':
    case 'notrack':
      return undefined;
  }
}

function decide(
  { verdict, chain }: VerdictSpec,
  rule: NftRule,
  origin: RuleOrigin | undefined,
  context: Walk,
  trail: Trail | null,
  depth: number,
): Outcome {
  if (verdict === 'accept') return ACCEPTED;
  if (verdict === 'return') return RETURNED;
  if (verdict === 'continue') return BROKEN;
  const step: Trail = { chain: rule.chain, origin, before: trail };
  if (verdict === 'drop' || !chain || depth >= DEPTH_LIMIT) {
    return verdictOf('DROP', deciding(rule, { kind: 'DROP' }), step);
  }
  const end = walk(chain, context, step, depth + 1);
  if (end !== RETURNED || verdict === 'goto') return end;
  return BROKEN;
}

function conclude(kind: Verdict['kind'], target: TargetSpec, rule: NftRule, trail: Trail | null): Verdict {
  return verdictOf(kind, deciding(rule, target), { chain: rule.chain, origin: rule.origin, before: trail });
}

/** `last`: the rule that decided. The field of the first rule on the way that has one is the reason. */
function verdictOf(kind: Verdict['kind'], rule: Verdict['rule'], last: Trail): Verdict {
  const chains = [last.chain.name];
  let { origin } = last;
  for (let step = last.before; step; step = step.before) {
    if (step.chain.base === null) chains.unshift(step.chain.name);
    origin = step.origin ?? origin;
  }
  return { kind, rule, chains, origin };
}

function deciding(rule: NftRule, target: TargetSpec): NonNullable<Verdict['rule']> {
  return {
    get line() {
      return printRule(rule);
    },
    chain: rule.chain,
    spec: { target },
  };
}

function translate(statement: NatStatement, rule: NftRule, { hook }: Walk, trail: Trail | null): Outcome {
  const { type, flags } = statement;
  const random = flags.includes('random') || flags.includes('fully-random');
  let address = statement.address && intervalOf(statement.address, hook);
  let port = statement.port && intervalOf(statement.port, hook)[0];
  if (statement.joined && address) [address, port] = [[address[0]!], address[1]];
  if (statement.address && !address?.[0]) return BROKEN;
  const ports = port && rangeOf(port);
  if (type === 'masquerade') return conclude('MASQUERADE', { kind: 'MASQUERADE', ports, random }, rule, trail);
  const kind = type === 'snat' ? 'SNAT' : 'DNAT';
  const chosen = address?.[0] && chooseAddress(address[0], hook);
  return conclude(kind, { kind, address: chosen, ports, random }, rule, trail);
}

function intervalOf(expression: NonNullable<NatStatement['address']>, hook: HookPacket): readonly Interval[] {
  if (expression.kind === 'range') return [expression];
  if (expression.kind === 'map') {
    const values = evaluateParts(expression.key, hook);
    const element = values && expression.map.set.find(values, hook.surroundings.nowMs());
    return element?.data?.kind === 'values' ? element.data.parts : [];
  }
  return (evaluateParts(expression, hook) ?? []).map((value) => ({ from: value, to: value }));
}

function rangeOf({ from, to }: Interval): PortRange {
  return { first: Number(from), last: Number(to) };
}

function chooseAddress({ from, to }: Interval, { surroundings }: HookPacket): number {
  const [first, last] = [Number(from), Number(to)];
  return first === last ? first : first + surroundings.random.integer(last - first + 1);
}

function assign(
  { target, value }: Extract<Statement, { kind: 'assign' }>,
  rule: NftRule,
  { hook, marked }: Walk,
  trail: Trail | null,
): Outcome {
  const result = evaluateValue(value, hook);
  if (typeof result !== 'number') return BROKEN;
  if (target.text !== 'meta mark') return undefined;
  const grown = (result & ~hook.packet.mark) !== 0;
  hook.packet.mark = result >>> 0;
  if (grown) marked.origin = lastOrigin(rule, trail);
  return undefined;
}

function lastOrigin(rule: NftRule, trail: Trail | null): RuleOrigin | undefined {
  if (rule.origin) return rule.origin;
  for (let step = trail; step; step = step.before) if (step.origin) return step.origin;
  return undefined;
}

function updateSet({ operation, set, key, timeoutMs, stateful }: SetStatement, hook: HookPacket): Outcome {
  const values = evaluateParts(key, hook);
  if (!values) return BROKEN;
  const nowMs = hook.surroundings.nowMs();
  if (hook.packet.rehearsal) return undefined;
  const text = values.join(' . ');
  const known = set.find(values, nowMs);
  if (operation === 'delete') {
    set.elements.delete(text);
    return undefined;
  }
  if (!known && set.elements.size >= (set.size ?? ELEMENT_LIMIT)) {
    set.expire(nowMs);
    if (set.elements.size >= (set.size ?? ELEMENT_LIMIT)) return BROKEN;
  }
  if (!known || operation === 'update')
    set.put(elementFor(values, timeoutMs ?? set.options.timeoutMs, timeoutMs, nowMs));
  if (stateful?.kind === 'limit') return allowsMore(stateful, hook) ? undefined : BROKEN;
  return undefined;
}

function elementFor(values: readonly Value[], lifeMs: number | undefined, ownMs: number | undefined, nowMs: number) {
  return {
    key: values.map((value) => ({ from: value, to: value })),
    data: null,
    ...(ownMs !== undefined && { timeoutMs: ownMs }),
    ...(lifeMs !== undefined && { expiresMs: nowMs + lifeMs }),
  };
}
