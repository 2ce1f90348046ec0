import type { RuleOrigin } from '../../machinery/flow.ts';
import type { Foresight, Rehearsal } from '../../machinery/rehearsal.ts';
import { parsePrefix, prefixContains, requireAddress } from '../../network/address.ts';
import type { BalancerDecision } from '../../network/network.ts';
import { cloudErrors } from '../cloud-error.ts';
import { chooseMember } from './choose-member.ts';
import { type ListenerOptions, type ListenerSettings, listenerSettings } from './listener-options.ts';
import { Member, type MemberOptions } from './member.ts';
import { SourcePersistence } from './source-persistence.ts';

/** Whom a listener belongs to, for the words of its rules. */
export interface ListenerOwner {
  readonly name: string;
  readonly address: string;
}

/** One port of a load balancer, who answers behind it, and whose turn it is. */
export class BalancerListener {
  readonly id: string;
  readonly #owner: ListenerOwner;
  #settings: ListenerSettings;
  #members: Member[] = [];
  #persistence = new SourcePersistence();
  /** Words of the rules, each with the count of healthy members that it names. */
  #rules = new Map<Member, { readonly healthy: number; readonly address: string; readonly text: string }>();
  #origin: RuleOrigin | undefined;

  constructor(id: string, owner: ListenerOwner, options: ListenerOptions) {
    this.id = id;
    this.#owner = owner;
    this.#settings = checked(listenerSettings(options));
  }

  get settings(): ListenerSettings {
    return this.#settings;
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  /** Protocol and port stay. */
  update(changes: Partial<Omit<ListenerOptions, 'protocol' | 'port'>>): void {
    const { protocol, port } = this.#settings;
    const next = { ...this.#settings, ...changes, protocol, port };
    this.#settings = checked(listenerSettings(next));
    this.#rules.clear();
  }

  /** Those with the same name, address and port stay as they are. Answers who went. */
  setMembers(wanted: readonly MemberOptions[]): readonly Member[] {
    const before = this.#members;
    this.#rules.clear();
    this.#origin = undefined;
    this.#members = wanted.map((options) => {
      const known = before.find(
        ({ name, address, port }) => name === options.name && address === options.address && port === options.port,
      );
      if (known) known.weight = options.weight ?? 1;
      return known ?? new Member(options);
    });
    return before.filter((member) => !this.#members.includes(member));
  }

  /** With the health check off, every member counts as healthy. A member that has never answered gets nothing. */
  healthyMembers(): Member[] {
    return this.#settings.healthCheck
      ? this.#members.filter((member) => member.state === 'healthy')
      : [...this.#members];
  }

  /** Whose turn it is; null where nobody can be sent to. `without`: already tried. */
  choose(source: string, nowMs: number, without: readonly Member[] = []): Member | null {
    const healthy = this.healthyMembers();
    const candidates = without.length === 0 ? healthy : healthy.filter((member) => !without.includes(member));
    const { persistence, algorithm } = this.#settings;
    const kept = persistence && this.#persistence.find(source, candidates, nowMs);
    const chosen = kept ?? chooseMember(candidates, algorithm, source) ?? null;
    if (persistence && chosen) this.#persistence.keep(source, chosen, nowMs + persistence.timeoutMs);
    return chosen;
  }

  /** Where a packet that opens a connection is handed on to. */
  handOn(source: string, nowMs: number, rehearsal?: Rehearsal): BalancerDecision {
    const refusal = this.refusal(source);
    if (rehearsal && !refusal) return this.#rehearse(source, rehearsal);
    const member = refusal ? null : this.choose(source, nowMs);
    if (refusal || !member) return refusal ?? this.#nobody();
    const isCounted = this.#settings.protocol !== 'UDP';
    if (isCounted) member.activeConnections++;
    return {
      to: { address: member.address, port: member.port },
      rule: this.rule(member),
      origin: this.origin(),
      ...(isCounted && { release: () => void member.activeConnections-- }),
    };
  }

  /** Who may get a connection of this source, with shares in the long run. */
  possible(source: string): { readonly member: Member; readonly weight: number }[] {
    const healthy = this.healthyMembers();
    if (this.#settings.algorithm === 'source') {
      const member = chooseMember(healthy, 'source', source);
      return member ? [{ member, weight: 1 }] : [];
    }
    return healthy.flatMap((member) => (member.weight > 0 ? [{ member, weight: member.weight }] : []));
  }

  #rehearse(source: string, rehearsal: Rehearsal): BalancerDecision {
    const possible = this.possible(source);
    const index = possible.length === 1 ? 0 : rehearsal.pick(possible.map(({ weight }) => weight));
    const member = possible[index]?.member;
    if (!member) return this.#nobody();
    const to = { address: member.address, port: member.port };
    return { to, rule: this.rule(member), origin: this.origin() };
  }

  /** What is said to a source that gets no connection at all; null: it may connect. */
  refusal(source: string): Extract<BalancerDecision, { refuse: unknown }> | null {
    const { sourceRanges } = this.#settings;
    if (sourceRanges.length > 0 && !sourceRanges.some((range) => isWithin(source, range))) {
      const rule = `${this.#label()}: ${source} is not in the source ranges ${sourceRanges.join(', ')}`;
      return {
        refuse: 'drop',
        rule,
        origin: { ...this.origin(), field: 'source-ranges', value: sourceRanges.join(', ') },
      };
    }
    const canAnswer = this.healthyMembers().some(({ weight }) => weight > 0);
    return canAnswer ? null : this.#nobody();
  }

  /** A decision in words, for traces. */
  rule(member: Member): string {
    const healthy = this.healthyMembers().length;
    const written = this.#rules.get(member);
    const { address } = this.#owner;
    if (written?.healthy === healthy && written.address === address) return written.text;
    const count = `${healthy} of ${this.#members.length} healthy`;
    const text = `${this.#label()} -> ${member.name} (${this.#settings.algorithm}, ${count})`;
    this.#rules.set(member, { healthy, address, text });
    return text;
  }

  /** As a proxy; `reads`: HTTP, request by request. */
  foresight(reads: boolean): Foresight {
    return ({ source }) => {
      const possible = this.possible(source).map(({ member, weight }) => {
        const to = { address: member.address, port: member.port };
        return { to, weight, rule: this.rule(member), origin: this.origin(), reads };
      });
      if (possible.length > 0) return possible;
      return [{ status: reads ? 503 : null, rule: this.#nobody().rule, origin: this.origin() }];
    };
  }

  origin(): RuleOrigin {
    if (!this.#origin) {
      const names = this.#members.map((member) => member.name).join(', ');
      this.#origin = { object: `LoadBalancer ${this.#owner.name}`, field: 'targets', value: names || 'none' };
    }
    return this.#origin;
  }

  #nobody(): Extract<BalancerDecision, { refuse: unknown }> {
    const count = this.#members.length;
    const why = count === 0 ? 'no targets' : `no healthy target (0 of ${count})`;
    // Of a datagram nobody is told anything.
    const refuse = this.#settings.protocol === 'UDP' ? 'drop' : 'reset';
    return { refuse, rule: `${this.#label()}: ${why}`, origin: this.origin() };
  }

  #label(): string {
    return `${this.#owner.name} ${this.#owner.address}:${this.#settings.port}`;
  }
}

function checked(settings: ListenerSettings): ListenerSettings {
  const { port } = settings;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw cloudErrors.badSetting('port', String(port), 'a number from 1 to 65535');
  }
  return settings;
}

function isWithin(source: string, range: string): boolean {
  const prefix = parsePrefix(range);
  return prefix !== undefined && prefixContains(prefix, requireAddress(source));
}
