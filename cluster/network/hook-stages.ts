import type { MarkTrail, Verdict } from './netfilter/evaluate-chain.ts';
import type { HookPacket } from './netfilter/rule-spec.ts';
import type { HookName } from './netfilter/rule-table.ts';

/** NF_IP_PRI_* of include/uapi/linux/netfilter_ipv4.h. */
export const CONNTRACK = -200;
export const NAT_DESTINATION = -100;
export const NAT_SOURCE = 100;

/** One ruleset at one hook: a built-in chain of an iptables table, or a base chain of nftables. */
export interface HookStage {
  readonly hook: HookName;
  /** Lower is asked first: raw -300, mangle -150, dstnat -100, filter 0, srcnat 100. */
  readonly priority: number;
  /** `nat` is asked for the first packet of a connection alone. */
  readonly type: 'filter' | 'nat';
  /** As a record names it: `filter`, `ip kube-proxy`. */
  readonly table: string;
  /** Null: go on. */
  evaluate(packet: HookPacket, marked: MarkTrail): Verdict | null;
}

/** Who has rules at a host's hooks. */
export interface HookRules {
  /** Whether any packet could be changed or stopped. */
  readonly active: boolean;
  /** Whether a rule needs connections to be tracked. */
  readonly tracking: boolean;
  /** The same array as long as nothing was added or removed. */
  stages(): readonly HookStage[];
}

/** What stopped a packet, or would change its addresses. */
export interface StageVerdict {
  readonly table: string;
  readonly verdict: Verdict;
}

/** The hooks of one host: everybody's rules in the order of their priorities. */
export class HookStages {
  readonly #rules: HookRules[];
  #merged: (readonly HookStage[])[] = [];
  readonly #sorted = new Map<HookName, HookStage[]>();

  constructor(first: HookRules) {
    this.#rules = [first];
  }

  /** Further rules beside iptables': nftables. */
  add(rules: HookRules): void {
    this.#rules.push(rules);
  }

  get active(): boolean {
    for (const rules of this.#rules) if (rules.active) return true;
    return false;
  }

  get tracking(): boolean {
    for (const rules of this.#rules) if (rules.tracking) return true;
    return false;
  }

  /** Asks the stages of type filter with priorities from `from` to below `below`. */
  filter(hook: HookName, packet: HookPacket, marked: MarkTrail, from: number, below: number): StageVerdict | null {
    for (const stage of this.#at(hook)) {
      if (stage.priority >= below) break;
      if (stage.type !== 'filter' || stage.priority < from) continue;
      const verdict = stage.evaluate(packet, marked);
      if (verdict) return { table: stage.table, verdict };
    }
    return null;
  }

  /** Asks the stages of type nat: the first rewrite counts (nf_nat_initialized). */
  translate(hook: HookName, packet: HookPacket, marked: MarkTrail): StageVerdict | null {
    for (const stage of this.#at(hook)) {
      const verdict = stage.type === 'nat' ? stage.evaluate(packet, marked) : null;
      if (verdict) return { table: stage.table, verdict };
    }
    return null;
  }

  #at(hook: HookName): readonly HookStage[] {
    let isCurrent = true;
    for (let index = 0; index < this.#rules.length; index++) {
      const stages = this.#rules[index]!.stages();
      if (this.#merged[index] !== stages) isCurrent = false;
      this.#merged[index] = stages;
    }
    if (!isCurrent) this.#sorted.clear();
    let sorted = this.#sorted.get(hook);
    if (!sorted) {
      sorted = this.#merged.flat().filter((stage) => stage.hook === hook);
      sorted.sort((one, other) => one.priority - other.priority);
      this.#sorted.set(hook, sorted);
    }
    return sorted;
  }
}
