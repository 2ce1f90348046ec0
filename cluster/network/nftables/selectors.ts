import type { HookPacket } from '../netfilter/rule-spec.ts';
import type { TypeName, Value } from './datatypes.ts';
import type { Selector } from './syntax-tree.ts';

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17 };
const STATES = { INVALID: 1, ESTABLISHED: 2, RELATED: 4, NEW: 8 } as const;
const IPV4 = 2;
const ETHERTYPE_IPV4 = 0x0800;
const UNICAST = 1;
const LOCAL = 2;
const BROADCAST = 3;
const MULTICAST = 5;
const SYN = 2;

type Read = (hook: HookPacket) => Value | undefined;

const none: Read = () => undefined;
const constant =
  (value: Value): Read =>
  () =>
    value;
const isPort = ({ packet }: HookPacket) => packet.protocol !== 'icmp';

interface Entry {
  readonly type: TypeName;
  readonly read: Read;
  readonly protocol?: Selector['protocol'];
  readonly family?: Selector['family'];
}

const l4proto: Read = ({ packet }) => PROTOCOLS[packet.protocol];
const sourcePort: Read = ({ packet }) => packet.sourcePort;
const destinationPort: Read = ({ packet }) => packet.destinationPort;

const META: Readonly<Record<string, Entry>> = {
  mark: { type: 'mark', read: ({ packet }) => packet.mark },
  l4proto: { type: 'inet_proto', read: l4proto },
  nfproto: { type: 'nf_proto', read: constant(IPV4) },
  protocol: { type: 'ether_type', read: constant(ETHERTYPE_IPV4) },
  iif: { type: 'iface_index', read: ({ inInterface }) => inInterface || undefined },
  oif: { type: 'iface_index', read: ({ outInterface }) => outInterface || undefined },
  iifname: { type: 'ifname', read: ({ inInterface }) => inInterface || undefined },
  oifname: { type: 'ifname', read: ({ outInterface }) => outInterface || undefined },
  length: { type: 'integer', read: ({ packet }) => packet.length },
  pkttype: { type: 'pkt_type', read: constant(0) },
  skuid: { type: 'uid', read: none },
  skgid: { type: 'gid', read: none },
  nftrace: { type: 'integer', read: constant(0) },
  priority: { type: 'integer', read: constant(0) },
  cpu: { type: 'integer', read: constant(0) },
};

const ip = (type: TypeName, read: Read): Entry => ({ type, read, family: 'ip' });
const ip6 = (type: TypeName): Entry => ({ type, read: none, family: 'ip6' });
const transport = (protocol: Selector['protocol'], type: TypeName, read: Read): Entry => ({ type, read, protocol });

/** Fields of headers, by header. What no simulated packet has reads as nothing, and matches nothing. */
const HEADERS: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  ip: {
    saddr: ip('ipv4_addr', ({ packet }) => packet.source),
    daddr: ip('ipv4_addr', ({ packet }) => packet.destination),
    protocol: ip('inet_proto', l4proto),
    ttl: ip('integer', ({ packet }) => packet.ttl),
    length: ip('integer', ({ packet }) => packet.length),
    version: ip('integer', constant(4)),
    hdrlength: ip('integer', constant(5)),
    dscp: ip('dscp', constant(0)),
    id: ip('integer', none),
    'frag-off': ip('integer', constant(0)),
    checksum: ip('integer', none),
  },
  ip6: { saddr: ip6('ipv6_addr'), daddr: ip6('ipv6_addr'), nexthdr: ip6('inet_proto'), hoplimit: ip6('integer') },
  tcp: {
    sport: transport('tcp', 'inet_service', sourcePort),
    dport: transport('tcp', 'inet_service', destinationPort),
    // Of a connection only its first packet asks the rules.
    flags: transport('tcp', 'tcp_flag', constant(SYN)),
    sequence: transport('tcp', 'integer', none),
    window: transport('tcp', 'integer', none),
  },
  udp: {
    sport: transport('udp', 'inet_service', sourcePort),
    dport: transport('udp', 'inet_service', destinationPort),
    length: transport('udp', 'integer', ({ packet }) => packet.length - 20),
  },
  sctp: { sport: transport('other', 'inet_service', none), dport: transport('other', 'inet_service', none) },
  th: {
    sport: { type: 'inet_service', read: (hook) => (isPort(hook) ? hook.packet.sourcePort : 0) },
    dport: { type: 'inet_service', read: (hook) => (isPort(hook) ? hook.packet.destinationPort : 0) },
  },
  icmp: {
    type: transport('icmp', 'icmp_type', ({ packet }) => packet.destinationPort >>> 8),
    code: transport('icmp', 'icmp_code', ({ packet }) => packet.destinationPort & 255),
    id: transport('icmp', 'integer', sourcePort),
  },
  ether: { saddr: { type: 'ether_addr', read: none }, daddr: { type: 'ether_addr', read: none } },
};

const CT: Readonly<Record<string, Entry>> = {
  state: { type: 'ct_state', read: ({ state }) => STATES[state] },
  status: {
    type: 'ct_status',
    read: ({ state, destinationRewritten, sourceRewritten }) =>
      (destinationRewritten ? 32 : 0) | (sourceRewritten ? 16 : 0) | (state === 'ESTABLISHED' ? 2 + 8 : 0),
  },
  mark: { type: 'mark', read: constant(0) },
  direction: { type: 'ct_dir', read: constant(0) },
  l3proto: { type: 'nf_proto', read: constant(IPV4) },
  protocol: { type: 'inet_proto', read: l4proto },
};

export const HEADER_NAMES: ReadonlySet<string> = new Set(Object.keys(HEADERS));
/** Keys of `meta` that may stand without it. */
const BARE: ReadonlySet<string> = new Set([
  'mark',
  'iif',
  'oif',
  'iifname',
  'oifname',
  'pkttype',
  'nftrace',
  'cpu',
  'skuid',
  'skgid',
]);
/** Those that nft prints without it. */
const PRINTED_BARE: ReadonlySet<string> = new Set(['iif', 'oif', 'iifname', 'oifname']);

export const isBareMeta = (word: string): boolean => BARE.has(word);

function find(entries: Readonly<Record<string, Entry>>, key: string): Entry | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}

export function metaSelector(key: string): Selector | undefined {
  const entry = find(META, key);
  return entry && { ...entry, text: PRINTED_BARE.has(key) ? key : `meta ${key}` };
}

export function headerSelector(header: string, field: string): Selector | undefined {
  const entries = Object.hasOwn(HEADERS, header) ? HEADERS[header]! : {};
  const entry = find(entries, field);
  return entry && { ...entry, text: `${header} ${field}` };
}

export function ctSelector(key: string): Selector | undefined {
  const entry = find(CT, key);
  return entry && { ...entry, text: `ct ${key}` };
}

/** `ct original ip saddr`, `ct reply proto-dst`: of the entry's tuples, which rules here are not told. */
export function ctTupleSelector(words: string, type: TypeName): Selector {
  return { text: `ct ${words}`, type, read: none };
}

/** `fib daddr type`, `fib saddr . iif oif`. Every source has a way back here. */
export function fibSelector(flags: readonly string[], result: 'type' | 'oif' | 'oifname'): Selector {
  const text = `fib ${flags.join(' . ')} ${result}`;
  if (result !== 'type') return { text, type: 'boolean', read: constant(1) };
  const read: Read = ({ packet, surroundings }) => {
    const address = flags.includes('saddr') ? packet.source : packet.destination;
    if (address === 0xffff_ffff) return BROADCAST;
    if (address >>> 28 === 14) return MULTICAST;
    return surroundings.isLocal(address) ? LOCAL : UNICAST;
  };
  return { text, type: 'fib_addrtype', read };
}

/** Ways that a rehearsal tries of a larger number. */
const REHEARSED = 1_000;

/** `numgen random mod 3`, `numgen inc mod 2 offset 1`. The counter is the rule's own. */
export function numgenSelector(mode: 'random' | 'inc', modulus: number, offset: number): Selector {
  let next = 0;
  const text = `numgen ${mode} mod ${modulus}${offset ? ` offset ${offset}` : ''}`;
  const read: Read = ({ surroundings, packet: { rehearsal } }) => {
    if (rehearsal) return offset + rehearsal.pick(Array.from({ length: Math.min(modulus, REHEARSED) }, () => 1));
    if (mode === 'random') return offset + surroundings.random.integer(modulus);
    const value = next;
    next = (next + 1) % modulus;
    return offset + value;
  };
  return { text, type: 'integer', read };
}

/** `jhash ip saddr mod 2 seed 0x1`, `symhash mod 2`: the same for the same values, spread like any hash. */
export function hashSelector(text: string, modulus: number, offset: number, read: Read): Selector {
  return {
    text,
    type: 'integer',
    read: (hook) => {
      const value = read(hook);
      if (value === undefined) return undefined;
      let hash = 0x811c9dc5;
      for (const character of `${value}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
      return offset + (hash % modulus);
    },
  };
}
