export type Method = 'default' | 'icmp' | 'tcp' | 'udp';

export interface TracerouteOptions {
  readonly host: string;
  readonly method: Method;
  readonly numeric: boolean;
  readonly first: number;
  readonly hops: number;
  readonly probes: number;
  readonly waitMs: number;
  readonly port: number;
  readonly bytes: number;
  readonly dontFragment: boolean;
}

/** What is wrong with a command line; traceroute then ends with 2. */
export class TracerouteUsageError extends Error {}

export const TRACEROUTE_USAGE = `Usage:
  traceroute [ -46FITUn ] [ -f first_ttl ] [ -m max_ttl ] [ -p port ] [ -w MAX ] [ -q nqueries ] host [ packetlen ]
Options:
  -4 -6                       IPv4 or IPv6
  -F  --dont-fragment         No fragments
  -f first_ttl  --first=first_ttl
                              Begin at this hop
  -I  --icmp                  Echo requests
  -T  --tcp                   TCP SYN (port 80)
  -U  --udp                   UDP to one port (53)
  -m max_ttl  --max-hops=max_ttl
                              The last hop (30)
  -n                          Addresses only
  -p port  --port=port        Destination port, for the default method the first one (33434)
  -q nqueries  --queries=nqueries
                              Probes for each hop (3)
  -w MAX  --wait=MAX          Seconds to wait for an answer (5)
      --help                  This help
`;

const LONG: Readonly<Record<string, string>> = {
  '--dont-fragment': 'F',
  '--first': 'f',
  '--icmp': 'I',
  '--tcp': 'T',
  '--udp': 'U',
  '--max-hops': 'm',
  '--port': 'p',
  '--queries': 'q',
  '--wait': 'w',
};
const WITH_VALUE = 'fmpqwNztis';
const FLAGS = '46FITUnrd';
const PORTS: Readonly<Record<Method, number>> = { default: 33_434, icmp: 1, tcp: 80, udp: 53 };
const HOPS_MAX = 255;
const PROBES_MAX = 10;
const PACKET_MAX = 65_000;

/** Reads the command line. Throws `TracerouteUsageError`. */
export function parseTracerouteOptions(args: readonly string[], defaultBytes: number): TracerouteOptions {
  const given = new Map<string, string>();
  const operands: { text: string; place: number }[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    const [long = '', attached] = word.split('=', 2);
    const letter = LONG[long] ?? (/^-[^-]/.test(word) ? word[1] : undefined);
    if (word.startsWith('-') && (letter === undefined || !(WITH_VALUE + FLAGS).includes(letter))) {
      throw new TracerouteUsageError(`Bad option \`${word}' (argc ${at + 1})`);
    }
    if (letter === undefined) operands.push({ text: word, place: at + 1 });
    else if (WITH_VALUE.includes(letter)) {
      const value = attached ?? (LONG[long] || word.length === 2 ? args[++at] : word.slice(2));
      if (value === undefined)
        throw new TracerouteUsageError(`Option \`${word}' (argc ${at}) requires an argument: \`${word} arg'`);
      if (!/^[\d.,]+$/.test(value) && !'is'.includes(letter)) {
        throw new TracerouteUsageError(`Cannot handle \`${word}' option with arg \`${value}' (argc ${at + 1})`);
      }
      given.set(letter, value);
    } else for (const each of LONG[long] ? letter : word.slice(1)) given.set(each, '');
  }
  return interpret(given, operands, defaultBytes);
}

function interpret(
  given: ReadonlyMap<string, string>,
  operands: readonly { text: string; place: number }[],
  defaultBytes: number,
): TracerouteOptions {
  const number = (letter: string, otherwise: number) => Number(given.get(letter) ?? otherwise);
  const method: Method = given.has('I') ? 'icmp' : given.has('T') ? 'tcp' : given.has('U') ? 'udp' : 'default';
  const options: TracerouteOptions = {
    host: operands[0]?.text ?? '',
    method,
    numeric: given.has('n'),
    first: number('f', 1),
    hops: number('m', 30),
    probes: number('q', 3),
    waitMs: Number.parseFloat(given.get('w') ?? '5') * 1000,
    port: number('p', PORTS[method]),
    bytes: Math.min(Math.max(Number(operands[1]?.text ?? defaultBytes) || defaultBytes, 28), PACKET_MAX),
    dontFragment: given.has('F'),
  };
  if (options.hops > HOPS_MAX) throw new TracerouteUsageError(`max hops cannot be more than ${HOPS_MAX}`);
  if (options.first < 1 || options.first > options.hops) throw new TracerouteUsageError('first hop out of range');
  if (options.probes < 1 || options.probes > PROBES_MAX) {
    throw new TracerouteUsageError(`no more than ${PROBES_MAX} probes per hop`);
  }
  return options;
}
