/** What is wrong with a command line: the lines for stderr, the exit code. */
export class PingUsageError extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export interface PingOptions {
  readonly target: string;
  readonly count: number;
  readonly intervalMs: number;
  /** -f or -A: as fast as answers come. */
  readonly flood: boolean;
  readonly adaptive: boolean;
  readonly lingerMs: number;
  readonly deadlineMs: number;
  readonly bytes: number;
  readonly ttl: number | undefined;
  readonly quiet: boolean;
  readonly numeric: boolean;
  readonly timestamps: boolean;
  readonly audible: boolean;
  readonly outstanding: boolean;
  readonly verbose: boolean;
  readonly dontFragment: boolean;
  readonly preload: number;
  readonly pattern: string | undefined;
  readonly source: string | undefined;
  readonly family: 4 | 6 | undefined;
  readonly broadcast: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

const WITH_VALUE = 'ceFiIlmMNpQsStTwW';
const FLAGS = '46aABbCDdfhLnOqRrUvV';

const INTEGERS: Readonly<Record<string, readonly [least: number, most: string]>> = {
  c: [1, '9223372036854775807'],
  l: [1, '65536'],
  s: [0, '2147483647'],
  t: [0, '255'],
  w: [0, '2147483647'],
};

export const PING_USAGE = `
Usage
  ping [options] <destination>

Options:
  <destination>      a name or an address
  -4, -6             IPv4 or IPv6
  -A                 as fast as replies come
  -a                 beep at each reply
  -c <count>         end after this many replies
  -D                 a timestamp before each line
  -f                 flood
  -h                 this help
  -I <interface>     interface or source address
  -i <interval>      seconds between two packets
  -l <preload>       packets sent at once at the start
  -M <pmtud opt>     do, dont or want: fragments
  -n                 addresses only
  -O                 tell of replies that are late
  -p <pattern>       bytes to fill packets with
  -q                 summary only
  -s <size>          bytes of data
  -t <ttl>           time to live
  -V                 version
  -v                 more words
  -w <deadline>      end after this many seconds
  -W <timeout>       seconds to wait for a reply

For more details see ping(8).
`;

/** Reads the command line as getopt(3) does. Throws `PingUsageError`. */
export function parsePingOptions(args: readonly string[]): PingOptions {
  const given = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') operands.push(word);
    else if (readCluster(word, args[at + 1], given)) at++;
  }
  return interpret(given, operands);
}

/** `-qc3`: true when the next word was its last option's value. */
function readCluster(word: string, next: string | undefined, given: Map<string, string>): boolean {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at]!;
    if (WITH_VALUE.includes(letter)) {
      const rest = word.slice(at + 1);
      if (rest === '' && next === undefined) throw wrong(`option requires an argument -- '${letter}'`);
      given.set(letter, checked(letter, rest === '' ? next! : rest));
      return rest === '';
    }
    if (!FLAGS.includes(letter)) throw wrong(`invalid option -- '${letter}'`);
    given.set(letter, '');
  }
  return false;
}

function wrong(message: string): PingUsageError {
  return new PingUsageError(`ping: ${message}\n${PING_USAGE}`, 2);
}

function checked(letter: string, value: string): string {
  const range = Object.hasOwn(INTEGERS, letter) ? INTEGERS[letter] : undefined;
  if (!range) return value;
  if (!/^[-+]?\d+$/.test(value)) throw new PingUsageError(`ping: invalid argument: '${value}'\n`, 1);
  const [least, most] = range;
  if (Number(value) >= least && Number(value) <= Number(most)) return value;
  throw new PingUsageError(`ping: invalid argument: '${value}': out of range: ${least} <= value <= ${most}\n`, 1);
}

function interpret(given: ReadonlyMap<string, string>, operands: readonly string[]): PingOptions {
  const integer = (letter: string, otherwise: number) => Number(given.get(letter) ?? otherwise);
  const fragments = given.get('M');
  if (fragments !== undefined && !['do', 'dont', 'want', 'probe'].includes(fragments)) {
    throw new PingUsageError(`ping: invalid -M argument: ${fragments}\n`, 2);
  }
  const target = operands.at(-1);
  if (target === undefined && !given.has('h') && !given.has('V')) {
    throw new PingUsageError('ping: usage error: Destination address required\n', 1);
  }
  const flood = given.has('f');
  return {
    target: target ?? '',
    count: integer('c', Number.POSITIVE_INFINITY),
    intervalMs: given.has('i') ? seconds(given.get('i')!) * 1000 : flood || given.has('A') ? 0 : 1000,
    flood,
    adaptive: given.has('A'),
    lingerMs: given.has('W') ? seconds(given.get('W')!) * 1000 || 10_000 : 10_000,
    deadlineMs: integer('w', 0) * 1000,
    bytes: integer('s', 56),
    ttl: given.has('t') ? integer('t', 64) : undefined,
    quiet: given.has('q'),
    numeric: given.has('n'),
    timestamps: given.has('D'),
    audible: given.has('a'),
    outstanding: given.has('O'),
    verbose: given.has('v'),
    dontFragment: fragments === 'do' || fragments === 'probe',
    preload: integer('l', 1),
    pattern: given.get('p'),
    source: given.get('I'),
    family: given.has('6') ? 6 : given.has('4') ? 4 : undefined,
    broadcast: given.has('b'),
    help: given.has('h'),
    version: given.has('V'),
  };
}

function seconds(text: string): number {
  const value = Number.parseFloat(text);
  if (!Number.isFinite(value)) {
    return 0;
  }
  return Math.max(0, Math.min(value, 2_147_483));
}
