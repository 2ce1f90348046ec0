import { parsePrefix } from '../address.ts';
import { accounting } from './match-accounting.ts';
import { icmp } from './match-icmp.ts';
import { ipvs } from './match-ipvs.ts';
import type { MatchModule } from './match-module.ts';
import { recent } from './match-recent.ts';
import { set } from './match-set.ts';
import { type MatchTest, NetfilterError, type PortRange } from './rule-spec.ts';
import { quoteWord } from './rule-words.ts';

/** The modules a rule may name. One entry here per module. */
const MODULES: Readonly<Record<string, () => MatchModule>> = {
  comment,
  tcp: () => ports('tcp'),
  udp: () => ports('udp'),
  icmp,
  sctp: () => ports('sctp'),
  multiport,
  mark,
  conntrack: () => connectionState('--ctstate'),
  state: () => connectionState('--state'),
  addrtype,
  statistic,
  recent,
  physdev,
  iprange,
  set,
  ipvs,
  nfacct: accounting,
};

export function matchModule(name: string): MatchModule {
  const make = Object.hasOwn(MODULES, name) ? MODULES[name] : undefined;
  if (!make) throw new NetfilterError(`Couldn't load match \`${name}':No such file or directory`);
  return make();
}

const NOT = (negated: boolean) => (negated ? '! ' : '');

function comment(): MatchModule {
  let text = '';
  return {
    option(option, words) {
      if (option !== '--comment') return false;
      text = words.argument(option);
      if (text.length > 255) throw new NetfilterError('COMMENT must be shorter than 256 characters');
      return true;
    },
    finish: () => ({ text: `--comment ${quoteWord(text)}`, test: null }),
  };
}

/** `80` or `8000:8100`. */
export function parsePorts(option: string, text: string): PortRange {
  const match = /^(\d*)(?:[:-](\d*))?$/.exec(text);
  const first = Number(match?.[1] || 0);
  const last = match?.[2] === undefined ? first : Number(match[2] || 65_535);
  if (!match || text === '' || first > 65_535 || last > 65_535 || first > last) {
    throw new NetfilterError(`invalid port/service \`${text}' specified for option "${option}"`);
  }
  return { first, last };
}

export function printPorts({ first, last }: PortRange, separator: string): string {
  return first === last ? `${first}` : `${first}${separator}${last}`;
}

function ports(protocol: 'tcp' | 'udp' | 'sctp'): MatchModule {
  const texts: string[] = [];
  const tests: MatchTest[] = [];
  return {
    option(option, words, negated) {
      const side = SIDES[option];
      if (option === '--syn' && protocol === 'tcp') {
        texts.push(`${NOT(negated)}--tcp-flags FIN,SYN,RST,ACK SYN`);
        tests.push(flagsTest(['FIN', 'SYN', 'RST', 'ACK'], ['SYN'], negated));
        return true;
      }
      if (option === '--tcp-flags' && protocol === 'tcp') {
        const mask = tcpFlags(words.argument(option));
        const set = tcpFlags(words.argument(option));
        texts.push(`${NOT(negated)}--tcp-flags ${printFlags(mask)} ${printFlags(set)}`);
        tests.push(flagsTest(mask, set, negated));
        return true;
      }
      if (!side) return false;
      const range = parsePorts(option, words.argument(option));
      texts.push(`${NOT(negated)}${side.prints} ${printPorts(range, ':')}`);
      tests.push(({ packet }) => {
        const port = packet[side.field];
        return (port >= range.first && port <= range.last) !== negated;
      });
      return true;
    },
    finish: () => ({ text: texts.join(' '), test: all(tests) }),
  };
}

/** In the order of libxt_tcp's print. */
const FLAGS: Readonly<Record<string, number>> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 };

function tcpFlags(text: string): string[] {
  if (text === 'ALL') return Object.keys(FLAGS);
  if (text === 'NONE') return [];
  const names = text.toUpperCase().split(',');
  const unknown = names.find((name) => !Object.hasOwn(FLAGS, name));
  if (unknown !== undefined) throw new NetfilterError(`Unknown TCP flag \`${unknown}'`);
  return Object.keys(FLAGS).filter((name) => names.includes(name));
}

const printFlags = (names: readonly string[]): string => names.join(',') || 'NONE';

function flagsTest(mask: readonly string[], set: readonly string[], negated: boolean): MatchTest {
  const bits = (names: readonly string[]) => names.reduce((sum, name) => sum | (FLAGS[name] ?? 0), 0);
  const [masked, wanted] = [bits(mask), bits(set)];
  return ({ packet }) => (((packet.flags ?? 16) & masked) === wanted) !== negated;
}

const SIDES: Readonly<Record<string, { prints: string; field: 'sourcePort' | 'destinationPort' }>> = {
  '--dport': { prints: '--dport', field: 'destinationPort' },
  '--destination-port': { prints: '--dport', field: 'destinationPort' },
  '--sport': { prints: '--sport', field: 'sourcePort' },
  '--source-port': { prints: '--sport', field: 'sourcePort' },
};

function multiport(): MatchModule {
  let text = '';
  let test: MatchTest | null = null;
  return {
    option(option, words, negated) {
      const name = { '--destination-ports': '--dports', '--source-ports': '--sports' }[option] ?? option;
      if (!['--dports', '--sports', '--ports'].includes(name)) return false;
      const ranges = words
        .argument(option)
        .split(',')
        .map((part) => parsePorts(option, part));
      if (ranges.length > 15) throw new NetfilterError('multiport: too many ports specified');
      text = `${NOT(negated)}${name} ${ranges.map((range) => printPorts(range, ':')).join(',')}`;
      const holds = (port: number) => ranges.some(({ first, last }) => port >= first && port <= last);
      test = ({ packet }) =>
        ((name !== '--sports' && holds(packet.destinationPort)) ||
          (name !== '--dports' && holds(packet.sourcePort))) !== negated;
      return true;
    },
    finish: () => ({ text, test }),
  };
}

/** `0x4000/0x4000`, `16384`. */
export function parseMark(option: string, text: string): { value: number; mask: number } {
  const match = /^(0x[0-9a-fA-F]{1,8}|\d+)(?:\/(0x[0-9a-fA-F]{1,8}|\d+))?$/.exec(text);
  if (!match) throw new NetfilterError(`bad value for option "${option}"`);
  return { value: Number(match[1]) >>> 0, mask: match[2] === undefined ? 0xffff_ffff : Number(match[2]) >>> 0 };
}

function mark(): MatchModule {
  let text = '';
  let test: MatchTest | null = null;
  return {
    option(option, words, negated) {
      if (option !== '--mark') return false;
      const { value, mask } = parseMark(option, words.argument(option));
      const printed = mask === 0xffff_ffff ? '' : `/0x${mask.toString(16)}`;
      text = `${NOT(negated)}--mark 0x${value.toString(16)}${printed}`;
      test = ({ packet }) => ((packet.mark & mask) >>> 0 === value) !== negated;
      return true;
    },
    finish: () => ({ text, test }),
  };
}

const STATES = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'];

function connectionState(name: string): MatchModule {
  let text = '';
  let test: MatchTest | null = null;
  return {
    option(option, words, negated) {
      if (option !== name) return false;
      const asked = words.argument(option).split(',');
      const unknown = asked.find((state) => !STATES.includes(state));
      if (unknown !== undefined) throw new NetfilterError(`Bad ctstate "${unknown}"`);
      text = `${NOT(negated)}${name} ${STATES.filter((state) => asked.includes(state)).join(',')}`;
      const [dnat, snat] = [asked.includes('DNAT'), asked.includes('SNAT')];
      test = (hook) =>
        (asked.includes(hook.state) || (dnat && hook.destinationRewritten) || (snat && hook.sourceRewritten)) !==
        negated;
      return true;
    },
    finish: () => ({ text, test }),
  };
}

function addrtype(): MatchModule {
  const texts: string[] = [];
  const tests: MatchTest[] = [];
  return {
    option(option, words, negated) {
      if (option !== '--dst-type' && option !== '--src-type') return false;
      const types = words.argument(option).split(',');
      const unknown = types.find((type) => !['LOCAL', 'UNICAST', 'BROADCAST', 'MULTICAST'].includes(type));
      if (unknown !== undefined) throw new NetfilterError(`addrtype: bad type \`${unknown}'`);
      texts.push(`${NOT(negated)}${option} ${types.join(',')}`);
      const side = option === '--dst-type' ? 'destination' : 'source';
      tests.push(({ packet, surroundings }) => {
        const kind = surroundings.isLocal(packet[side]) ? 'LOCAL' : 'UNICAST';
        return types.includes(kind) !== negated;
      });
      return true;
    },
    finish: () => ({ text: texts.join(' '), test: all(tests) }),
  };
}

/** The kernel keeps a probability as a fraction of 2^31; iptables-save prints that with 11 decimals. */
const PROBABILITY_UNIT = 0x8000_0000;

function statistic(): MatchModule {
  let mode = '';
  let negate = false;
  let probability = 0;
  let every = 1;
  let packet = 0;
  return {
    option(option, words, negated) {
      negate ||= negated;
      if (option === '--mode') mode = words.argument(option);
      else if (option === '--probability') {
        const given = Number(words.argument(option));
        if (!(given >= 0 && given <= 1)) throw new NetfilterError('statistic: --probability must be between 0 and 1');
        probability = Math.round(given * PROBABILITY_UNIT) / PROBABILITY_UNIT;
      } else if (option === '--every') every = words.integer(option, 0x7fff_ffff);
      else if (option === '--packet') packet = words.integer(option, 0x7fff_ffff);
      else return false;
      return true;
    },
    finish() {
      if (mode === 'random') {
        return {
          text: `--mode random ${NOT(negate)}--probability ${probability.toFixed(11)}`,
          test: ({ surroundings, packet: { rehearsal } }) => {
            const passes = rehearsal
              ? rehearsal.pick([probability, 1 - probability]) === 0
              : surroundings.random.next() < probability;
            return passes !== negate;
          },
        };
      }
      if (mode !== 'nth' || every === 0) throw new NetfilterError(`statistic: Bad mode "${mode}"`);
      return {
        text: `--mode nth ${NOT(negate)}--every ${every} --packet ${packet}`,
        test: (hook, memory) => {
          const { rehearsal } = hook.packet;
          const passes = rehearsal ? rehearsal.pick([1, every - 1]) === 0 : memory.count++ % every === packet;
          return passes !== negate;
        },
      };
    },
  };
}

/** Read and printed, never asked: every packet is shown as routed, so it came through no bridge port. */
function physdev(): MatchModule {
  const texts: string[] = [];
  return {
    option(option, words, negated) {
      if (!option.startsWith('--physdev-')) return false;
      const takesName = option === '--physdev-in' || option === '--physdev-out';
      texts.push(`${NOT(negated)}${option}${takesName ? ` ${words.argument(option)}` : ''}`);
      return true;
    },
    finish: () => ({ text: texts.join(' '), test: null }),
  };
}

function iprange(): MatchModule {
  const texts: string[] = [];
  const tests: MatchTest[] = [];
  return {
    option(option, words, negated) {
      if (option !== '--src-range' && option !== '--dst-range') return false;
      const text = words.argument(option);
      const [first, last] = text.split('-').map((part) => parsePrefix(part)?.network);
      if (first === undefined) throw new NetfilterError(`iprange: Bad IP address "${text}"`);
      const end = last ?? first;
      texts.push(`${NOT(negated)}${option} ${text}`);
      const side = option === '--src-range' ? 'source' : 'destination';
      tests.push(({ packet }) => (packet[side] >= first && packet[side] <= end) !== negated);
      return true;
    },
    finish: () => ({ text: texts.join(' '), test: all(tests) }),
  };
}

function all(tests: readonly MatchTest[]): MatchTest | null {
  if (tests.length <= 1) return tests[0] ?? null;
  return (hook, memory) => tests.every((test) => test(hook, memory));
}
