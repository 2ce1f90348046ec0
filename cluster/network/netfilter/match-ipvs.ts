import { formatPrefix, parsePrefix } from '../address.ts';
import type { MatchModule } from './match-module.ts';
import { type MatchTest, NetfilterError } from './rule-spec.ts';

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };

/** `-m ipvs --vproto tcp --vaddr 10.0.0.1 --vport 80`: packets of a connection that this host's IPVS has scheduled. */
export function ipvs(): MatchModule {
  const texts: { place: number; text: string }[] = [];
  const tests: MatchTest[] = [];
  return {
    option(option, words, negated) {
      const place = ['--ipvs', '--vproto', '--vaddr', '--vport'].indexOf(option);
      if (place < 0) return false;
      const argument = option === '--ipvs' ? '' : ` ${printed(option, words.argument(option))}`;
      texts.push({ place, text: `${negated ? '! ' : ''}${option}${argument}` });
      const holds = holdsFor(option, argument.slice(1));
      tests.push((hook) => (hook.virtualService !== undefined && holds(hook.virtualService)) !== negated);
      return true;
    },
    finish() {
      if (tests.length === 0) throw new NetfilterError('IPVS: At least one option is required');
      texts.sort((one, other) => one.place - other.place);
      const test: MatchTest = (hook, memory) => tests.every((one) => one(hook, memory));
      return { text: texts.map(({ text }) => text).join(' '), test };
    },
  };
}

function printed(option: string, word: string): string {
  if (option === '--vproto') return `${PROTOCOLS[word] ?? word}`;
  if (option !== '--vaddr') return word;
  const prefix = parsePrefix(word);
  if (!prefix) throw new NetfilterError(`host/network \`${word}' not found`);
  return formatPrefix(prefix);
}

function holdsFor(option: string, text: string) {
  const prefix = option === '--vaddr' ? parsePrefix(text) : undefined;
  return ({ address, port, protocol }: { address: number; port: number; protocol: string }) => {
    if (option === '--ipvs') return true;
    if (option === '--vproto') return `${PROTOCOLS[protocol]}` === text;
    if (option === '--vport') return `${port}` === text;
    return prefix !== undefined && (address & prefix.mask) >>> 0 === prefix.network;
  };
}
