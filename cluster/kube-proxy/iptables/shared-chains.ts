import type { RuleLine } from '../../network/netfilter/netfilter.ts';
import { CANARIES, FIXED_CHAINS, NODE_PORTS_JUMP } from './base-rules.ts';
import type { ServiceRules, SharedLines } from './translate-service.ts';

export interface NodeRules {
  readonly nat: ReadonlyMap<string, readonly RuleLine[]>;
  readonly filter: ReadonlyMap<string, readonly RuleLine[]>;
}

type Section = keyof SharedLines;

const SECTIONS: readonly Section[] = [
  'natServices',
  'natNodePorts',
  'filterServices',
  'filterExternal',
  'filterNodePorts',
  'filterFirewall',
];
const EMPTY: readonly RuleLine[] = [];

/**
 * The chains that every sync writes: lines of all Services, in the order of their names. A section in which nothing has changed
 * stays the same array, by which the host sees that there is nothing to do.
 */
export class SharedChains {
  readonly #nodePortJumps: readonly RuleLine[];
  readonly #services = new Map<string, ServiceRules>();
  readonly #lines = new Map<Section, readonly RuleLine[]>(SECTIONS.map((section) => [section, EMPTY]));
  readonly #changed = new Set<Section>(SECTIONS);
  /** Names in order; null when one has come or gone. */
  #order: readonly string[] | null = null;

  /** `nodePortJumps`: the tail of KUBE-SERVICES. */
  constructor(nodePortJumps: readonly RuleLine[] = [NODE_PORTS_JUMP]) {
    this.#nodePortJumps = nodePortJumps;
  }

  set(key: string, rules: ServiceRules | undefined): void {
    const before = this.#services.get(key);
    for (const section of SECTIONS) {
      if (!sameLines(before?.shared[section] ?? EMPTY, rules?.shared[section] ?? EMPTY)) this.#changed.add(section);
    }
    if (!before !== !rules || before?.name !== rules?.name) this.#order = null;
    if (rules) this.#services.set(key, rules);
    else this.#services.delete(key);
  }

  chains(): NodeRules {
    for (const section of this.#changed) this.#lines.set(section, this.#gather(section));
    this.#changed.clear();
    const lines = (section: Section) => this.#lines.get(section) ?? EMPTY;
    const canaries = CANARIES.map((name): [string, readonly RuleLine[]] => [name, EMPTY]);
    return {
      nat: new Map<string, readonly RuleLine[]>([
        ...canaries,
        ['KUBE-SERVICES', lines('natServices')],
        ['KUBE-NODEPORTS', lines('natNodePorts')],
        ...FIXED_CHAINS.nat,
      ]),
      filter: new Map<string, readonly RuleLine[]>([
        ...canaries,
        ['KUBE-SERVICES', lines('filterServices')],
        ['KUBE-EXTERNAL-SERVICES', lines('filterExternal')],
        ['KUBE-NODEPORTS', lines('filterNodePorts')],
        ['KUBE-PROXY-FIREWALL', lines('filterFirewall')],
        ...FIXED_CHAINS.filter,
      ]),
    };
  }

  #gather(section: Section): readonly RuleLine[] {
    this.#order ??= [...this.#services].toSorted(([, a], [, b]) => compare(a.name, b.name)).map(([key]) => key);
    const lines: RuleLine[] = [];
    for (const key of this.#order)
      for (const line of this.#services.get(key)?.shared[section] ?? EMPTY) lines.push(line);
    if (section === 'natServices') lines.push(...this.#nodePortJumps);
    return lines;
  }
}

function sameLines(one: readonly RuleLine[], other: readonly RuleLine[]): boolean {
  if (one.length !== other.length) return false;
  return one.every((line, index) => {
    const same = other[index]!;
    return line.rule === same.rule && JSON.stringify(line.origin) === JSON.stringify(same.origin);
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
