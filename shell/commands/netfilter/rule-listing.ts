import { ruleWords, type SavedChain, type SavedRule, type SavedTable } from './saved-rules.ts';

export interface ListingOptions {
  readonly verbose: boolean;
  readonly lineNumbers: boolean;
  readonly numeric: boolean;
}

/** `iptables -L [-n] [-v] [--line-numbers]`. */
export function listing(table: SavedTable, only: string | null, options: ListingOptions): string {
  const chains = table.chains.filter(({ name }) => only === null || name === only);
  return chains.map((chain) => chainText(table, chain, options)).join('\n');
}

function chainText(table: SavedTable, chain: SavedChain, options: ListingOptions): string {
  const counts = options.verbose ? ` ${scaled(chain.packets)} packets, ${scaled(chain.bytes)} bytes` : '';
  const head =
    chain.policy === '-'
      ? `Chain ${chain.name} (${references(table, chain.name)} references)`
      : `Chain ${chain.name} (policy ${chain.policy}${counts})`;
  const number = options.lineNumbers ? 'num  ' : '';
  const columns = options.verbose
    ? `${number} pkts bytes target     prot opt in     out     source               destination`
    : `${number}target     prot opt source               destination`;
  const rules = chain.rules.map((rule, at) => ruleText(rule, at + 1, options));
  return `${[head, columns, ...rules].join('\n')}\n`;
}

const references = (table: SavedTable, name: string): number =>
  table.chains.flatMap(({ rules }) => rules).filter(({ text }) => new RegExp(`-[jg] ${name}( |$)`).test(text)).length;

function ruleText(rule: SavedRule, at: number, options: ListingOptions): string {
  const parts = parse(rule.text, options.numeric);
  const number = options.lineNumbers ? `${String(at).padEnd(4)} ` : '';
  const addresses = `${parts.source.padEnd(20)} ${parts.destination.padEnd(20)}`;
  const tail = parts.rest ? ` ${parts.rest}` : '';
  if (!options.verbose) {
    return `${number}${parts.target.padEnd(10)} ${parts.protocol.padEnd(4)} --  ${addresses}${tail}`;
  }
  const counts = `${scaled(rule.packets).padStart(5)} ${scaled(rule.bytes).padStart(5)}`;
  return `${number}${counts} ${parts.target.padEnd(10)} ${parts.protocol.padEnd(4)} --  ${parts.input.padEnd(6)} ${parts.output.padEnd(7)} ${addresses}${tail}`;
}

interface RuleParts {
  target: string;
  protocol: string;
  input: string;
  output: string;
  source: string;
  destination: string;
  rest: string;
}

/** What each match prints in a listing (its extension's `print`). */
function parse(text: string, numeric: boolean): RuleParts {
  const any = numeric ? '0.0.0.0/0' : 'anywhere';
  const parts: RuleParts = {
    target: '',
    protocol: numeric ? '0' : 'all',
    input: '*',
    output: '*',
    source: any,
    destination: any,
    rest: '',
  };
  const rest: string[] = [];
  const words = ruleWords(text);
  let negated = '';
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const value = () => `${negated}${words[++at] ?? ''}`;
    if (word === '!') {
      negated = '!';
      continue;
    }
    if (word === '-s') parts.source = bare(value());
    else if (word === '-d') parts.destination = bare(value());
    else if (word === '-p') parts.protocol = protocolText(value(), numeric);
    else if (word === '-i') parts.input = value();
    else if (word === '-o') parts.output = value();
    else if (word === '-j') parts.target = value();
    else if (word === '-g') {
      parts.target = value();
      rest.push('[goto] ');
    } else at = matchText(words, at, rest, negated);
    negated = '';
  }
  parts.rest = rest.filter(Boolean).join(' ');
  return parts;
}

/** -n prints protocols as numbers since 1.8.9. */
function protocolText(name: string, numeric: boolean): string {
  const numbers: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', sctp: '132' };
  return numeric ? (numbers[name] ?? name) : name;
}

const bare = (address: string): string => address.replace(/\/32$/, '');

function matchText(words: readonly string[], at: number, rest: string[], negated: string): number {
  const word = words[at]!;
  const next = words[at + 1] ?? '';
  switch (word) {
    case '-m':
      if (next === 'tcp' || next === 'udp') rest.push(next);
      return at + 1;
    case '--comment':
      rest.push(`/* ${next} */`);
      return at + 1;
    case '--dport':
      rest.push(`dpt:${negated}${next}`);
      return at + 1;
    case '--sport':
      rest.push(`spt:${negated}${next}`);
      return at + 1;
    case '--ctstate':
      rest.push(`${negated ? '! ' : ''}ctstate ${next}`);
      return at + 1;
    case '--mark':
      rest.push(`mark match ${negated}${next}`);
      return at + 1;
    case '--set-xmark':
      rest.push(xmark(next));
      return at + 1;
    case '--to-destination':
      rest.push(`to:${next}`);
      return at + 1;
    case '--reject-with':
      rest.push(`reject-with ${next}`);
      return at + 1;
    case '--probability':
      rest.push(`probability ${next}`);
      return at + 1;
    case '--mode':
      rest.push(`statistic mode ${next}`);
      return at + 1;
    case '--dst-type':
    case '--src-type':
      rest.push(`ADDRTYPE match ${word.slice(2, 5)}-type ${next}`);
      return at + 1;
    case '--random-fully':
      rest.push('random-fully');
      return at;
    default:
      rest.push(word.replace(/^--/, ''));
      return at;
  }
}

/** MARK's print: `or` where value and mask are the same, `xor` where the mask is empty. */
function xmark(text: string): string {
  const [value = '0', mask = '0xffffffff'] = text.split('/');
  if (Number(value) === Number(mask)) return `MARK or ${value}`;
  if (Number(mask) === 0) return `MARK xor ${value}`;
  return `MARK xset ${value}/${mask}`;
}

/** Counters shortened as iptables -v does without -x. */
function scaled(count: number): string {
  if (count <= 99_999) return String(count);
  for (const [unit, size] of [
    ['K', 1e3],
    ['M', 1e6],
    ['G', 1e9],
    ['T', 1e12],
  ] as const) {
    const short = Math.round(count / size);
    if (short <= 9999) return `${short}${unit}`;
  }
  return `${Math.round(count / 1e12)}T`;
}
