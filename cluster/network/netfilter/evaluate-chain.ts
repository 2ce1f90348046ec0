import type { RuleOrigin } from '../../machinery/flow.ts';
import type { HookPacket, TargetSpec } from './rule-spec.ts';
import type { Chain, Rule } from './rule-table.ts';

/** A rule that decided, of whichever tool: its text with its chain, and what it does. */
export interface DecidingRule {
  readonly line: string;
  readonly chain: { readonly name: string };
  readonly spec: { readonly target: TargetSpec };
}

/** How a table ended a packet's way through a hook. Null from `evaluateChain` means: go on. */
export interface Verdict {
  readonly rule: DecidingRule | null;
  /** User chains walked to the rule; the built-in one alone when the rule is in it. */
  readonly chains: readonly string[];
  /** Of the first rule on the way that has one. */
  readonly origin: RuleOrigin | undefined;
  readonly kind: 'DROP' | 'REJECT' | 'DNAT' | 'SNAT' | 'MASQUERADE';
}

/** Who set the packet's mark, for MASQUERADE rules that ask for nothing but the mark. */
export interface MarkTrail {
  origin: RuleOrigin | undefined;
}

/** The kernel's own bound on chains within chains is its jump stack; loops are refused when rules are loaded. */
const DEPTH_LIMIT = 64;
const ACCEPTED = Symbol('accepted');
const RETURNED = Symbol('returned');

/** Follows a packet through a built-in chain of one table. */
export function evaluateChain(chain: Chain, hook: HookPacket, marked: MarkTrail): Verdict | null {
  const end = walk(chain, hook, marked, null, 0);
  if (end === ACCEPTED) return null;
  if (end !== RETURNED) return end;
  if (!hook.packet.rehearsal) {
    chain.packets++;
    chain.bytes += hook.packet.length;
  }
  return chain.policy === 'DROP' ? { rule: null, chains: [chain.name], origin: undefined, kind: 'DROP' } : null;
}

/** The jumps that led to a chain, innermost first. */
interface Trail {
  readonly jump: Rule;
  readonly before: Trail | null;
}

function walk(
  chain: Chain,
  hook: HookPacket,
  marked: MarkTrail,
  trail: Trail | null,
  depth: number,
): Verdict | typeof ACCEPTED | typeof RETURNED {
  const { rules } = chain;
  next: for (let at = 0; at < rules.length; at++) {
    const rule = rules[at]!;
    const { tests, target } = rule.spec;
    for (let index = 0; index < tests.length; index++) if (!tests[index]!(hook, rule)) continue next;
    if (!hook.packet.rehearsal) {
      rule.packets++;
      rule.bytes += hook.packet.length;
    }
    switch (target.kind) {
      case 'none':
      case 'LOG':
        break;
      case 'ACCEPT':
        return ACCEPTED;
      case 'RETURN':
        return RETURNED;
      case 'MARK':
        hook.packet.mark = ((hook.packet.mark & ~target.mask) ^ target.value) >>> 0;
        if (target.mask !== 0) marked.origin = lastOrigin(rule, trail);
        break;
      case 'TCPMSS':
        clampSegments(hook, target.mss);
        break;
      case 'jump':
      case 'goto': {
        if (depth >= DEPTH_LIMIT) return verdict('DROP', rule, trail);
        const end = walk(rule.next!, hook, marked, { jump: rule, before: trail }, depth + 1);
        if (end !== RETURNED) return end;
        if (target.kind === 'goto') return RETURNED;
        break;
      }
      default:
        return verdict(target.kind, rule, trail);
    }
  }
  return RETURNED;
}

/** IP's and TCP's headers. */
const HEADERS = 40;

/** xt_TCPMSS: an announced size is only ever made smaller. */
function clampSegments({ packet, outInterface, inInterface, surroundings }: HookPacket, wanted: number | null): void {
  if (packet.mss === undefined) return;
  const outMtu = surroundings.mtu(outInterface) ?? Number.POSITIVE_INFINITY;
  const inMtu = surroundings.mtu(inInterface) ?? Number.POSITIVE_INFINITY;
  packet.mss = Math.min(packet.mss, wanted ?? Math.min(outMtu, inMtu) - HEADERS);
}

function verdict(kind: Verdict['kind'], rule: Rule, trail: Trail | null): Verdict {
  const chains = [rule.chain.name];
  let origin = rule.origin;
  for (let step = trail; step; step = step.before) {
    if (step.jump.chain.policy === null) chains.unshift(step.jump.chain.name);
    origin = step.jump.origin ?? origin;
  }
  return { kind, rule, chains, origin };
}

function lastOrigin(rule: Rule, trail: Trail | null): RuleOrigin | undefined {
  if (rule.origin) return rule.origin;
  for (let step = trail; step; step = step.before) if (step.jump.origin) return step.jump.origin;
  return undefined;
}
