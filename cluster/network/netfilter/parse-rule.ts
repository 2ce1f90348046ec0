import { formatPrefix, parsePrefix } from '../address.ts';
import type { MatchModule } from './match-module.ts';
import { matchModule } from './match-modules.ts';
import type { RuleLine } from './netfilter.ts';
import { type MatchTest, NetfilterError, type RuleSpec } from './rule-spec.ts';
import { splitRule, WordReader } from './rule-words.ts';
import { type ParsedTarget, parseTarget } from './target-parser.ts';

/** Rules are the same on every node and in every session: parsed once, kept while they are in use somewhere. */
const CACHE_LIMIT = 8_192;
const parsed = new Map<string, RuleSpec>();

/** Reads a rule's text without `-A CHAIN`. Throws `NetfilterError`. */
export function parseRule(rule: string): RuleSpec {
  const known = parsed.get(rule);
  if (known) return known;
  const spec = new RuleParser(rule).parse();
  if (parsed.size >= CACHE_LIMIT) parsed.clear();
  parsed.set(rule, spec);
  return spec;
}

/** Lines that several hosts write: their specs go with them. */
const ofLines = new WeakMap<RuleLine, RuleSpec>();

/** As `parseRule`; a line is read once, however many hosts write it and however often. */
export function parseLine(line: RuleLine): RuleSpec {
  let spec = ofLines.get(line);
  if (!spec) {
    spec = parsed.get(line.rule) ?? new RuleParser(line.rule).parse();
    ofLines.set(line, spec);
  }
  return spec;
}

/** The head of a rule in the order iptables-save prints it (print_rule4): -s -d -i -o -p. */
const HEAD_OPTIONS: Readonly<Record<string, '-s' | '-d' | '-i' | '-o' | '-p'>> = {
  '-s': '-s',
  '--source': '-s',
  '--src': '-s',
  '-d': '-d',
  '--destination': '-d',
  '--dst': '-d',
  '-i': '-i',
  '--in-interface': '-i',
  '-o': '-o',
  '--out-interface': '-o',
  '-p': '-p',
  '--protocol': '-p',
  '--proto': '-p',
};
const HEAD_ORDER = ['-s', '-d', '-i', '-o', '-p'] as const;

class RuleParser {
  readonly #words: WordReader;
  readonly #head = new Map<string, { text: string; test: MatchTest | null }>();
  readonly #modules: { name: string; module: MatchModule }[] = [];
  #protocol = '';
  #target: ParsedTarget = { target: { kind: 'none' }, text: '' };

  constructor(rule: string) {
    this.#words = new WordReader(splitRule(rule));
  }

  parse(): RuleSpec {
    for (let word = this.#words.next(); word !== undefined; word = this.#words.next()) {
      const negated = word === '!';
      this.#option(negated ? this.#words.argument('!') : word, negated);
    }
    const head = HEAD_ORDER.flatMap((option) => this.#head.get(option) ?? []);
    const matches = this.#modules.map(({ name, module }) => {
      const { text, test } = module.finish();
      return { text: `-m ${name}${text ? ` ${text}` : ''}`, test };
    });
    const parts = [...head, ...matches];
    return {
      text: [...parts.map(({ text }) => text), this.#target.text].filter(Boolean).join(' '),
      tests: parts.flatMap(({ test }) => test ?? []),
      target: this.#target.target,
      tracks: this.#modules.some(({ name }) => name === 'conntrack' || name === 'state'),
    };
  }

  #option(option: string, negated: boolean): void {
    const head = Object.hasOwn(HEAD_OPTIONS, option) ? HEAD_OPTIONS[option] : undefined;
    if (head) return this.#headOption(head, negated);
    if (option === '-m' || option === '--match') {
      const name = this.#words.argument(option);
      this.#modules.push({ name, module: matchModule(name) });
    } else if (option === '-j' || option === '--jump' || option === '-g' || option === '--goto') {
      const jump = option === '-j' || option === '--jump' ? 'jump' : 'goto';
      this.#target = parseTarget(this.#words.argument(option), this.#words, jump);
    } else this.#matchOption(option, negated);
  }

  /** The module named last that knows the option, or the protocol's own module, loaded by itself. */
  #matchOption(option: string, negated: boolean): void {
    for (const { module } of this.#modules.toReversed()) if (module.option(option, this.#words, negated)) return;
    if (['tcp', 'udp', 'sctp', 'icmp'].includes(this.#protocol)) {
      const module = matchModule(this.#protocol);
      this.#modules.push({ name: this.#protocol, module });
      if (module.option(option, this.#words, negated)) return;
    }
    throw new NetfilterError(option.startsWith('-') ? `unknown option "${option}"` : `Bad argument \`${option}'`);
  }

  #headOption(option: '-s' | '-d' | '-i' | '-o' | '-p', negated: boolean): void {
    const argument = this.#words.argument(option);
    const not = negated ? '! ' : '';
    if (option === '-s' || option === '-d') this.#head.set(option, addressOption(option, argument, negated));
    else if (option === '-p') {
      const protocol = PROTOCOLS[argument.toLowerCase()];
      if (protocol === undefined) throw new NetfilterError(`unknown protocol "${argument}" specified`);
      this.#protocol = protocol;
      const test: MatchTest = ({ packet }) => (packet.protocol === protocol) !== negated;
      if (protocol !== 'all') this.#head.set(option, { text: `${not}-p ${protocol}`, test });
    } else
      this.#head.set(option, { text: `${not}${option} ${argument}`, test: interfaceTest(option, argument, negated) });
  }
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  tcp: 'tcp',
  '6': 'tcp',
  udp: 'udp',
  '17': 'udp',
  icmp: 'icmp',
  '1': 'icmp',
  sctp: 'sctp',
  '132': 'sctp',
  all: 'all',
  '0': 'all',
};

function addressOption(option: '-s' | '-d', argument: string, negated: boolean) {
  const prefix = parsePrefix(argument);
  if (!prefix) throw new NetfilterError(`host/network \`${argument}' not found`);
  const { network, mask } = prefix;
  const side = option === '-s' ? 'source' : 'destination';
  const test: MatchTest = ({ packet }) => ((packet[side] & mask) >>> 0 === network) !== negated;
  const text = prefix.length === 0 && !negated ? '' : `${negated ? '! ' : ''}${option} ${formatPrefix(prefix)}`;
  return { text, test: text ? test : null };
}

/** A name that ends in `+` matches every interface that begins so. */
function interfaceTest(option: '-i' | '-o', name: string, negated: boolean): MatchTest {
  const field = option === '-i' ? 'inInterface' : 'outInterface';
  if (!name.endsWith('+')) return (hook) => (hook[field] === name) !== negated;
  const start = name.slice(0, -1);
  return (hook) => hook[field].startsWith(start) !== negated;
}
