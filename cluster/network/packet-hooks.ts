import { repeatRewrite, rewriteDestination, rewriteSource, undoRewrite } from './address-translation.ts';
import { ConntrackEntry, type TrackedState } from './conntrack.ts';
import { CONNTRACK, NAT_DESTINATION, NAT_SOURCE, type StageVerdict } from './hook-stages.ts';
import type { MarkTrail } from './netfilter/evaluate-chain.ts';
import type { HookName } from './netfilter/rule-table.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { Packet } from './packet.ts';
import type { KnownPassage, Passage } from './passage.ts';
import { describeVerdict, rejection, type WalkEnd } from './walk-end.ts';
import { endHere, endWithError } from './walk-endings.ts';

/** What the hooks of one host after another do to a packet: everybody's rules, connection tracking, address translation. */
export class PacketHooks {
  readonly #packet: Packet;
  readonly #connection: TrackedState;
  /** Of earlier packets of the connection: what was confirmed holds. */
  readonly #known: readonly KnownPassage[];
  #marked: MarkTrail = { origin: undefined };

  constructor(packet: Packet, connection: TrackedState, known: readonly KnownPassage[]) {
    this.#packet = packet;
    this.#connection = connection;
    this.#known = known;
  }

  /** The packet is on another host: its mark was left behind. */
  enter(): void {
    this.#packet.mark = 0;
    this.#marked = { origin: undefined };
  }

  /** Up to the rewrite of the destination; the stages behind it are still to be asked. */
  untilDestination(passage: Passage, hookName: 'PREROUTING' | 'OUTPUT'): WalkEnd | null {
    const { host, hook } = passage;
    const stopped = hook && this.filter(passage, hookName, Number.NEGATIVE_INFINITY, CONNTRACK);
    if (stopped) return stopped;
    if (this.#known.length > 0 || host.hooks.tracking) this.#track(passage, host.hooks.tracking);
    const mangled = hook && this.filter(passage, hookName, CONNTRACK, NAT_DESTINATION);
    if (mangled) return mangled;
    const { entry } = passage;
    if (entry?.confirmed) this.#repeat(passage, 'destination');
    else if (entry && hook) {
      const found = host.hooks.translate(hookName, hook, this.#marked);
      if (found?.verdict.kind === 'DROP') return this.#stop(passage, hookName, found);
      if (found?.verdict.kind === 'DNAT') rewriteDestination(passage, this.#packet, found);
    }
    return null;
  }

  /** A host without rules remembers a connection because something else on it asks for that. */
  trackHere(passage: Passage): void {
    if (!passage.entry) this.#track(passage, true);
    if (passage.entry?.confirmed) this.#repeat(passage, 'destination');
  }

  /** All of INPUT or POSTROUTING, with the rewrite of the source. */
  withSource(passage: Passage, hookName: 'INPUT' | 'POSTROUTING', out: Way): WalkEnd | null {
    const { hook } = passage;
    const stopped = hook && this.filter(passage, hookName, Number.NEGATIVE_INFINITY, NAT_SOURCE);
    const translated = stopped ?? this.#rewriteSource(passage, hookName, out);
    if (translated || !hook) return translated;
    return this.filter(passage, hookName, NAT_SOURCE + 1, Number.POSITIVE_INFINITY);
  }

  #rewriteSource(passage: Passage, hookName: 'INPUT' | 'POSTROUTING', { device, nextHop }: Way): WalkEnd | null {
    const { hook, entry, host } = passage;
    if (entry?.confirmed) this.#repeat(passage, 'source');
    else if (entry && hook) {
      const found = host.hooks.translate(hookName, hook, this.#marked);
      if (found?.verdict.kind === 'DROP') return this.#stop(passage, hookName, found);
      if (found) rewriteSource(passage, this.#packet, { device, nextHop, ...found, marked: this.#marked.origin });
    }
    return null;
  }

  filter(passage: Passage, hookName: HookName, from: number, below: number): WalkEnd | null {
    const found = passage.host.hooks.filter(hookName, passage.hook!, this.#marked, from, below);
    return found && this.#stop(passage, hookName, found);
  }

  #track(passage: Passage, isWanted: boolean): void {
    const { host, hook } = passage;
    for (const { host: passed, entry, crossing } of this.#known) {
      if (passed !== host || !entry) continue;
      const isOriginal = entry.matches(this.#packet);
      if (!isOriginal && !entry.matchesReply(this.#packet)) continue;
      if (!host.tracked.holds(entry)) continue;
      passage.entry = entry;
      passage.isReply = !isOriginal;
      passage.repeats = crossing?.rewrites;
      if (!isOriginal) entry.replied = true;
      if (hook && entry.replied) hook.state = 'ESTABLISHED';
      return;
    }
    if (isWanted) passage.entry = new ConntrackEntry(this.#packet, this.#connection);
  }

  /** What connection tracking does to every packet but the first. */
  #repeat(passage: Passage, part: 'source' | 'destination'): void {
    if (passage.isReply) undoRewrite(passage, this.#packet, part);
    else if (part === 'source' || !passage.entry?.directed) repeatRewrite(passage, this.#packet, part);
  }

  #stop(passage: Passage, hookName: HookName, { table, verdict }: StageVerdict): WalkEnd {
    const recorded = describeVerdict(table, hookName, verdict);
    const answer = rejection(verdict);
    if (answer === null) return endHere(passage, 'dropped', recorded);
    if (answer === 'reset') return endHere(passage, 'refused', recorded);
    return endWithError(passage, this.#packet, answer, recorded);
  }
}

/** Where a packet leaves to; of one that is delivered, where it came in. */
export interface Way {
  readonly device: NetworkInterface;
  readonly nextHop: number;
  /** Who gets it, where two hosts have the next hop's address. */
  readonly receiver?: NetworkInterface | undefined;
}
