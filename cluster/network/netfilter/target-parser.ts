import { formatAddress, parseAddress } from '../address.ts';
import { parseMark, parsePorts, printPorts } from './match-modules.ts';
import { NetfilterError, type PortRange, type RejectWith, type TargetSpec } from './rule-spec.ts';
import type { WordReader } from './rule-words.ts';

export interface ParsedTarget {
  readonly target: TargetSpec;
  /** From `-j` on, as iptables-save prints it. */
  readonly text: string;
}

type TargetParser = (words: WordReader) => ParsedTarget;

/** Targets with options of their own. One entry per target. */
const TARGETS: Readonly<Record<string, TargetParser>> = {
  ACCEPT: () => ({ target: { kind: 'ACCEPT' }, text: '-j ACCEPT' }),
  DROP: () => ({ target: { kind: 'DROP' }, text: '-j DROP' }),
  RETURN: () => ({ target: { kind: 'RETURN' }, text: '-j RETURN' }),
  LOG: parseLog,
  REJECT: parseReject,
  MARK: parseMarkTarget,
  DNAT: (words) => parseAddressTranslation('DNAT', '--to-destination', words),
  SNAT: (words) => parseAddressTranslation('SNAT', '--to-source', words),
  MASQUERADE: parseMasquerade,
  TCPMSS: parseMss,
};

export function parseTarget(name: string, words: WordReader, jump: 'jump' | 'goto'): ParsedTarget {
  const parser = jump === 'jump' && Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
  if (parser) return parser(words);
  if (name.length > 28) throw new NetfilterError(`Invalid target name \`${name}' (28 chars max)`);
  return { target: { kind: jump, chain: name }, text: `${jump === 'jump' ? '-j' : '-g'} ${name}` };
}

function* options(words: WordReader): Generator<string> {
  for (let word = words.peek(); word?.startsWith('--'); word = words.peek()) yield words.next()!;
}

function parseLog(words: WordReader): ParsedTarget {
  let text = '-j LOG';
  for (const option of options(words)) text += ` ${option} ${JSON.stringify(words.argument(option))}`;
  return { target: { kind: 'LOG' }, text };
}

const REJECT_WITH: readonly RejectWith[] = [
  'icmp-port-unreachable',
  'icmp-host-unreachable',
  'icmp-net-unreachable',
  'icmp-proto-unreachable',
  'icmp-net-prohibited',
  'icmp-host-prohibited',
  'icmp-admin-prohibited',
  'tcp-reset',
];

function parseReject(words: WordReader): ParsedTarget {
  let chosen: RejectWith = 'icmp-port-unreachable';
  for (const option of options(words)) {
    const word = option === '--reject-with' ? words.argument(option) : '';
    const known = REJECT_WITH.find((name) => name === word);
    if (!known) throw new NetfilterError(`unknown reject type "${word || option}"`);
    chosen = known;
  }
  return { target: { kind: 'REJECT', with: chosen }, text: `-j REJECT --reject-with ${chosen}` };
}

/** Every form is kept as --set-xmark, which is how iptables-save prints it (libxt_MARK). */
function parseMarkTarget(words: WordReader): ParsedTarget {
  let value = 0;
  let mask = 0xffff_ffff;
  for (const option of options(words)) {
    const given = parseMark(option, words.argument(option));
    if (option === '--set-xmark') ({ value, mask } = given);
    else if (option === '--set-mark') [value, mask] = [given.value, (given.mask | given.value) >>> 0];
    else if (option === '--or-mark') [value, mask] = [given.value, given.value];
    else if (option === '--xor-mark') [value, mask] = [given.value, 0];
    else if (option === '--and-mark') [value, mask] = [0, ~given.value >>> 0];
    else throw new NetfilterError(`unknown option "${option}"`);
  }
  return {
    target: { kind: 'MARK', value, mask },
    text: `-j MARK --set-xmark 0x${value.toString(16)}/0x${mask.toString(16)}`,
  };
}

function parseAddressTranslation(kind: 'DNAT' | 'SNAT', option: string, words: WordReader): ParsedTarget {
  let destination: { address: number | undefined; ports: PortRange | undefined } | null = null;
  let flags = '';
  for (const word of options(words)) {
    if (word === option) destination = parseNatAddress(option, words.argument(option));
    else if (['--random', '--random-fully', '--persistent'].includes(word)) flags += ` ${word}`;
    else throw new NetfilterError(`unknown option "${word}"`);
  }
  if (!destination) throw new NetfilterError(`${kind}: option "${option}" must be specified`);
  const { address, ports } = destination;
  const printed = `${address === undefined ? '' : formatAddress(address)}${ports ? `:${printPorts(ports, '-')}` : ''}`;
  return {
    target: { kind, address, ports, random: flags.includes('--random') },
    text: `-j ${kind} ${option} ${printed}${flags}`,
  };
}

function parseNatAddress(option: string, text: string): { address: number | undefined; ports: PortRange | undefined } {
  const colon = text.indexOf(':');
  const host = colon < 0 ? text : text.slice(0, colon);
  const address = host === '' ? undefined : parseAddress(host);
  if (host !== '' && address === undefined) throw new NetfilterError(`Bad IP address "${host}"`);
  return { address, ports: colon < 0 ? undefined : parsePorts(option, text.slice(colon + 1)) };
}

function parseMasquerade(words: WordReader): ParsedTarget {
  let ports: PortRange | undefined;
  let flags = '';
  for (const option of options(words)) {
    if (option === '--to-ports') ports = parsePorts(option, words.argument(option));
    else if (option === '--random' || option === '--random-fully') flags += ` ${option}`;
    else throw new NetfilterError(`unknown option "${option}"`);
  }
  const range = ports ? ` --to-ports ${printPorts(ports, '-')}` : '';
  return { target: { kind: 'MASQUERADE', ports, random: flags !== '' }, text: `-j MASQUERADE${range}${flags}` };
}

function parseMss(words: WordReader): ParsedTarget {
  let mss: number | null | undefined;
  for (const option of options(words)) {
    if (mss !== undefined) throw new NetfilterError('TCPMSS: Can\'t use "--set-mss" with "--clamp-mss-to-pmtu"');
    const argument = option === '--set-mss' ? words.argument(option) : '';
    if (option === '--clamp-mss-to-pmtu') mss = null;
    else if (option !== '--set-mss') throw new NetfilterError(`unknown option "${option}"`);
    else if (/^\d+$/.test(argument) && Number(argument) <= 65_495) mss = Number(argument);
    else throw new NetfilterError('TCPMSS: bad value for option "--set-mss", or out of range (0-65495)');
  }
  if (mss === undefined) throw new NetfilterError('TCPMSS: At least one of the options must be set');
  const text = mss === null ? '--clamp-mss-to-pmtu' : `--set-mss ${mss}`;
  return { target: { kind: 'TCPMSS', mss }, text: `-j TCPMSS ${text}` };
}
