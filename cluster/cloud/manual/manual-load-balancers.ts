import type { ListenerOptions } from '../balancing/listener-options.ts';
import type { LoadBalancer } from '../balancing/load-balancer.ts';
import type { LoadBalancers } from '../balancing/load-balancers.ts';
import type { Member } from '../balancing/member.ts';
import { cloudErrors } from '../cloud-error.ts';
import { type BalancerSettings, changeSettings, DEFAULT_SETTINGS } from './balancer-settings.ts';
import { readTarget, type TargetPlace, type TargetPlaces } from './target-place.ts';

const TARGETS_MAX = 32;
const BALANCERS_MAX = 20;
/** Public addresses for those who do not say which they want. */
const POOL = { network: '34.123.45', first: 100, last: 119 };

export interface ManualOptions {
  readonly name: string;
  /** Absent: the next free one of the pool; empty: none. */
  readonly address?: string;
  /** Absent: 80. */
  readonly port?: number;
  readonly targets?: readonly string[];
  /** As `set` takes them. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A balancer made by hand: one listener, targets by name. */
export interface ManualBalancer {
  readonly name: string;
  readonly port: number;
  readonly balancer: LoadBalancer;
  readonly settings: BalancerSettings;
  readonly targets: readonly TargetPlace[];
}

interface Entry extends ManualBalancer {
  settings: BalancerSettings;
  targets: TargetPlace[];
  listenerId: string;
}

/** The load balancers that are provisioned by hand: made for a lab or by the learner, given targets by the learner. */
export class ManualLoadBalancers {
  readonly #engine: LoadBalancers;
  readonly #places: TargetPlaces;
  readonly #entries = new Map<string, Entry>();

  constructor(engine: LoadBalancers, places: TargetPlaces) {
    this.#engine = engine;
    this.#places = places;
  }

  create({ name, address, port = 80, targets = [], settings = {} }: ManualOptions): void {
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) throw cloudErrors.badName(name);
    if (this.#entries.has(name)) throw cloudErrors.loadBalancerExists(name);
    if (this.#entries.size >= BALANCERS_MAX) throw cloudErrors.tooManyLoadBalancers(BALANCERS_MAX);
    const chosen = changeSettings(DEFAULT_SETTINGS, settings);
    const places = targets.map((text) => readTarget(text, chosen.targetKind, this.#places));
    const publicAddress = address === '' ? null : (address ?? this.#freeAddress());
    const balancer = this.#engine.create({ id: name, name, mode: modeOf(chosen), publicAddress });
    try {
      const listener = this.#engine.addListener(name, listenerOf(port, chosen));
      const entry = { name, port, balancer, settings: chosen, targets: places, listenerId: listener.id };
      this.#entries.set(name, entry);
      this.#engine.setMembers(listener.id, places);
    } catch (error) {
      this.#engine.delete(name);
      throw error;
    }
  }

  delete(name: string): void {
    this.#entry(name);
    this.#entries.delete(name);
    this.#engine.delete(name);
  }

  list(): readonly ManualBalancer[] {
    return [...this.#entries.values()];
  }

  get(name: string): ManualBalancer {
    return this.#entry(name);
  }

  addTarget(name: string, text: string): void {
    const entry = this.#entry(name);
    const target = readTarget(text, entry.settings.targetKind, this.#places);
    if (entry.targets.some((other) => isSame(other, target))) throw cloudErrors.targetExists(name, target.name);
    if (entry.targets.length >= TARGETS_MAX) throw cloudErrors.tooManyTargets(name, TARGETS_MAX);
    this.#setTargets(entry, [...entry.targets, target]);
  }

  removeTarget(name: string, text: string): void {
    const entry = this.#entry(name);
    const target = entry.targets.find((known) => known.name === text) ?? this.#wanted(entry, text);
    const kept = entry.targets.filter((known) => !isSame(known, target));
    if (kept.length === entry.targets.length) throw cloudErrors.noSuchTarget(name, target.name);
    this.#setTargets(entry, kept);
  }

  /** Settings by name, all as text. Nothing is changed if one is wrong. */
  set(name: string, changes: Readonly<Record<string, unknown>>): void {
    const entry = this.#entry(name);
    const before = entry.settings;
    const next = changeSettings(before, changes);
    if (next.targetKind !== before.targetKind && entry.targets.length > 0) {
      throw cloudErrors.targetsOfAnotherKind(name, before.targetKind);
    }
    const { protocol: _protocol, port: _port, ...options } = listenerOf(entry.port, next);
    if ((next.mode === 'http') === (before.mode === 'http')) {
      const { healthCheck, ...rest } = options;
      const isAskedAnew = next.healthCheck !== before.healthCheck || next.monitor !== before.monitor;
      this.#engine.updateListener(entry.listenerId, isAskedAnew ? { healthCheck, ...rest } : rest);
    } else this.#serveAnew(entry, next);
    entry.settings = next;
    if (modeOf(next) !== modeOf(before)) this.#engine.setMode(name, modeOf(next));
  }

  member(name: string, target: TargetPlace): Member | undefined {
    const entry = this.#entry(name);
    return entry.balancer.listener(entry.listenerId)?.members.find((member) => isSame(member, target));
  }

  /** Another protocol: the listener goes, and one with the same targets comes. */
  #serveAnew(entry: Entry, settings: BalancerSettings): void {
    this.#engine.removeListener(entry.listenerId);
    entry.listenerId = this.#engine.addListener(entry.name, listenerOf(entry.port, settings)).id;
    this.#engine.setMembers(entry.listenerId, entry.targets);
  }

  #setTargets(entry: Entry, targets: TargetPlace[]): void {
    entry.targets = targets;
    this.#engine.setMembers(entry.listenerId, targets);
  }

  #wanted(entry: Entry, text: string): TargetPlace {
    return readTarget(text, entry.settings.targetKind, this.#places);
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (!entry) throw cloudErrors.noSuchLoadBalancer(name, [...this.#entries.keys()]);
    return entry;
  }

  #freeAddress(): string {
    const taken = new Set(this.#engine.list().map(({ publicAddress }) => publicAddress));
    for (let last = POOL.first; last <= POOL.last; last++) {
      const address = `${POOL.network}.${last}`;
      if (!taken.has(address)) return address;
    }
    throw cloudErrors.poolExhausted(`${POOL.network}.${POOL.first}-${POOL.last}`);
  }
}

function modeOf({ mode }: BalancerSettings): 'preserve' | 'proxy' {
  return mode === 'preserve' ? 'preserve' : 'proxy';
}

function listenerOf(port: number, settings: BalancerSettings): ListenerOptions {
  const { mode, algorithm, healthCheck, monitor, proxyProtocol, sourceRanges } = settings;
  return {
    protocol: mode === 'http' ? 'HTTP' : 'TCP',
    port,
    algorithm,
    proxyProtocol,
    sourceRanges,
    healthCheck: healthCheck ? monitor : null,
  };
}

function isSame(one: { address: string; port: number }, other: { address: string; port: number }): boolean {
  return one.address === other.address && one.port === other.port;
}
