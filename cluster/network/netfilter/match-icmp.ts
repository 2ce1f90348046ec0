import type { MatchModule } from './match-module.ts';
import { type MatchTest, NetfilterError } from './rule-spec.ts';

/** Names that iptables knows (`iptables -p icmp -h`): type, and code where the name means one. */
const NAMES: Readonly<Record<string, readonly [type: number, code?: number]>> = {
  'echo-reply': [0],
  pong: [0],
  'destination-unreachable': [3],
  'network-unreachable': [3, 0],
  'host-unreachable': [3, 1],
  'protocol-unreachable': [3, 2],
  'port-unreachable': [3, 3],
  'fragmentation-needed': [3, 4],
  'source-route-failed': [3, 5],
  'network-unknown': [3, 6],
  'host-unknown': [3, 7],
  'network-prohibited': [3, 9],
  'host-prohibited': [3, 10],
  'TOS-network-unreachable': [3, 11],
  'TOS-host-unreachable': [3, 12],
  'communication-prohibited': [3, 13],
  'host-precedence-violation': [3, 14],
  'precedence-cutoff': [3, 15],
  'source-quench': [4],
  redirect: [5],
  'network-redirect': [5, 0],
  'host-redirect': [5, 1],
  'TOS-network-redirect': [5, 2],
  'TOS-host-redirect': [5, 3],
  'echo-request': [8],
  ping: [8],
  'router-advertisement': [9],
  'router-solicitation': [10],
  'time-exceeded': [11],
  'ttl-exceeded': [11],
  'ttl-zero-during-transit': [11, 0],
  'ttl-zero-during-reassembly': [11, 1],
  'parameter-problem': [12],
  'ip-header-bad': [12, 0],
  'required-option-missing': [12, 1],
  'timestamp-request': [13],
  'timestamp-reply': [14],
  'address-mask-request': [17],
  'address-mask-reply': [18],
};

/** `-m icmp --icmp-type TYPE[/CODE]`, by number or by name. */
export function icmp(): MatchModule {
  let text = '';
  let test: MatchTest | null = null;
  return {
    option(option, words, negated) {
      if (option !== '--icmp-type') return false;
      const word = words.argument(option);
      const not = negated ? '! ' : '';
      if (word === 'any') {
        text = `${not}--icmp-type any`;
        return true;
      }
      const [type, code] = parseType(word);
      text = `${not}--icmp-type ${type}${code === undefined ? '' : `/${code}`}`;
      test = ({ packet }) =>
        (packet.destinationPort >>> 8 === type && (code === undefined || (packet.destinationPort & 255) === code)) !==
        negated;
      return true;
    },
    finish: () => ({ text: text || '--icmp-type any', test }),
  };
}

function parseType(word: string): readonly [number, number?] {
  const named = Object.hasOwn(NAMES, word) ? NAMES[word] : undefined;
  if (named) return named;
  const match = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(word);
  const [type, code] = [Number(match?.[1]), match?.[2] === undefined ? undefined : Number(match[2])];
  if (!match || type > 255 || (code ?? 0) > 255) throw new NetfilterError(`Invalid ICMP type \`${word}'`);
  return [type, code];
}
