import type { Address } from '../address.ts';
import type { RealServer } from './real-server.ts';

/** What a choice may depend on. */
export interface Scheduled {
  readonly source: Address;
  readonly sourcePort: number;
  readonly destination: Address;
}

export interface SchedulerFlags {
  /** Another server when the chosen one takes no connections. */
  readonly fallback: boolean;
  readonly withPort: boolean;
}

/** How one virtual server chooses among its real servers. It keeps its own place; null when none takes connections. */
export interface Scheduler {
  choose(servers: readonly RealServer[], packet: Scheduled): RealServer | null;
  /** Asks how many connections each server has. */
  readonly counts?: boolean;
  /** A server has gone, and stood at this place. */
  removed?(server: RealServer, index: number): void;
}

const SCHEDULERS: Readonly<Record<string, (flags: SchedulerFlags) => Scheduler>> = {
  rr: roundRobin,
  wrr: weightedRoundRobin,
  lc: () => least(({ active, inactive }) => active * 256 + inactive, false),
  wlc: () => least(({ active, inactive }) => active * 256 + inactive, true),
  sed: () => least(({ active }) => active + 1, true),
  nq: neverQueue,
  dh: () => hashing(({ destination }) => hash32(destination), false, NO_FLAGS),
  sh: (flags) => hashing(sourceHash(flags), true, flags),
  fo: () => highestWeight(() => true),
  ovf: () => highestWeight((server) => server.active < server.weight),
};

const NO_FLAGS: SchedulerFlags = { fallback: false, withPort: false };

export function isScheduler(name: string): boolean {
  return Object.hasOwn(SCHEDULERS, name);
}

export function createScheduler(name: string, flags: readonly string[]): Scheduler {
  const make = Object.hasOwn(SCHEDULERS, name) ? SCHEDULERS[name] : undefined;
  if (!make) throw new TypeError(`no scheduler ${name}`);
  return make({ fallback: flags.includes('sh-fallback'), withPort: flags.includes('sh-port') });
}

/** ip_vs_rr: the next one on the list, past those that take nothing. */
function roundRobin(): Scheduler {
  let last: RealServer | null = null;
  let place = -1;
  return {
    choose(servers) {
      const from = last ? servers.indexOf(last) : place;
      for (let step = 1; step <= servers.length; step++) {
        const server = servers[(from + step) % servers.length]!;
        if (!server.takesConnections) continue;
        last = server;
        return server;
      }
      return null;
    },
    removed(server, index) {
      if (server !== last) return;
      last = null;
      place = index - 1;
    },
  };
}

/** ip_vs_wrr: rounds with a falling threshold; each round takes those that weigh at least so much. */
function weightedRoundRobin(): Scheduler {
  let place = -1;
  let threshold = 0;
  return {
    choose(servers) {
      const weights = servers.filter((server) => server.takesConnections).map(({ weight }) => weight);
      if (weights.length === 0) return null;
      const step = weights.reduce(greatestCommonDivisor);
      for (;;) {
        place = (place + 1) % servers.length;
        if (place === 0) {
          threshold -= step;
          if (threshold <= 0) threshold = Math.max(...weights);
        }
        const server = servers[place]!;
        if (server.takesConnections && server.weight >= threshold) return server;
      }
    },
  };
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}

/** ip_vs_lc, ip_vs_wlc, ip_vs_sed: the first one with the least to do, for its weight. */
function least(load: (server: RealServer) => number, weighted: boolean): Scheduler {
  return {
    counts: true,
    choose(servers) {
      let best: RealServer | null = null;
      let bestLoad = 0;
      for (const server of servers) {
        if (!server.takesConnections) continue;
        const ownLoad = load(server);
        const lighter = weighted ? bestLoad * server.weight > ownLoad * (best?.weight ?? 0) : ownLoad < bestLoad;
        if (best && !lighter) continue;
        best = server;
        bestLoad = ownLoad;
      }
      return best;
    },
  };
}

/** ip_vs_nq: one that is idle, else the shortest expected delay. */
function neverQueue(): Scheduler {
  const delay = least(({ active }) => active + 1, true);
  return {
    counts: true,
    choose: (servers, packet) =>
      servers.find((server) => server.takesConnections && server.active === 0) ?? delay.choose(servers, packet),
  };
}

function highestWeight(hasRoom: (server: RealServer) => boolean): Scheduler {
  return {
    counts: true,
    choose(servers) {
      const open = servers.filter((server) => server.takesConnections && hasRoom(server));
      return open.reduce<RealServer | null>(
        (best, server) => (best && best.weight >= server.weight ? best : server),
        null,
      );
    },
  };
}

const TABLE_BITS = 8;
const TABLE_SIZE = 1 << TABLE_BITS;

/** hash_32 of the kernel, in 8 bits. */
function hash32(value: number): number {
  return Math.imul(value, 0x61c8_8647) >>> (32 - TABLE_BITS);
}

function sourceHash({ withPort }: SchedulerFlags) {
  return ({ source, sourcePort }: Scheduled, offset: number) =>
    (offset + hash32((source + (withPort ? sourcePort : 0)) | 0)) & (TABLE_SIZE - 1);
}

/** ip_vs_dh, ip_vs_sh: 256 places, given out in turn (by weight where `weighted`). */
function hashing(
  hash: (packet: Scheduled, offset: number) => number,
  weighted: boolean,
  { fallback }: SchedulerFlags,
): Scheduler {
  const at = (servers: readonly RealServer[], place: number): RealServer => {
    const places = servers.flatMap((server) =>
      Array<RealServer>(weighted ? Math.max(server.weight, 1) : 1).fill(server),
    );
    return places[place % places.length]!;
  };
  return {
    choose(servers, packet) {
      if (servers.length === 0) return null;
      const first = hash(packet, 0);
      const server = at(servers, first);
      if (server.takesConnections || !fallback) return server.takesConnections ? server : null;
      for (let offset = 0; offset < TABLE_SIZE; offset++) {
        const other = at(servers, hash(packet, (offset + first) & (TABLE_SIZE - 1)));
        if (other.takesConnections) return other;
      }
      return null;
    },
  };
}
