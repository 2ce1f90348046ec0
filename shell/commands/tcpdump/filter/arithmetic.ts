import type { Arithmetic, Frame, Predicate } from './frame.ts';
import type { FilterParser } from './parse.ts';
import { FilterError, SYNTAX_ERROR } from './tokens.ts';

/** Names of offsets and values: pcap-filter(7). */
const CONSTANTS: Readonly<Record<string, number>> = {
  tcpflags: 13,
  'tcp-fin': 1,
  'tcp-syn': 2,
  'tcp-rst': 4,
  'tcp-push': 8,
  'tcp-ack': 16,
  'tcp-urg': 32,
  'tcp-ece': 64,
  'tcp-cwr': 128,
  icmptype: 0,
  icmpcode: 1,
  'icmp-echoreply': 0,
  'icmp-unreach': 3,
  'icmp-sourcequench': 4,
  'icmp-redirect': 5,
  'icmp-echo': 8,
  'icmp-routeradvert': 9,
  'icmp-routersolicit': 10,
  'icmp-timxceed': 11,
  'icmp-paramprob': 12,
  'icmp-tstamp': 13,
  'icmp-tstampreply': 14,
};
const TRANSPORTS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, igmp: 2, sctp: 132 };
const NETWORKS: Readonly<Record<string, number>> = { ip: 0x0800, arp: 0x0806, rarp: 0x8035, ip6: 0x86dd };
const RELATIONS = ['>=', '<=', '==', '!=', '=', '<', '>'];
const LEVELS: readonly (readonly string[])[] = [['|', '^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];

/** Whether a comparison of numbers begins here. */
export function isArithmetic(parser: FilterParser): boolean {
  const { kind, text } = parser.peek();
  if (kind === 'word' && text === 'len') return true;
  if (kind === 'word' && parser.peek(1).text === '[') return true;
  if (kind === 'number')
    return [...RELATIONS, '+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>'].includes(parser.peek(1).text);
  if (text !== '(') return false;
  // A parenthesis may hold a number or a condition: try.
  const start = parser.position();
  try {
    expression(parser, 0);
    return RELATIONS.includes(parser.peek().text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return false;
  } finally {
    parser.back(start);
  }
}

export function arithmeticTerm(parser: FilterParser): Predicate {
  const left = expression(parser, 0);
  const relation = parser.take(...RELATIONS);
  if (!relation) throw new FilterError(SYNTAX_ERROR);
  const right = expression(parser, 0);
  if (relation === '>') return (frame) => left(frame) > right(frame);
  if (relation === '<') return (frame) => left(frame) < right(frame);
  if (relation === '>=') return (frame) => left(frame) >= right(frame);
  if (relation === '<=') return (frame) => left(frame) <= right(frame);
  if (relation === '!=') {
    return (frame) => {
      const [one, other] = [left(frame), right(frame)];
      return one < other || one > other;
    };
  }
  return (frame) => left(frame) === right(frame);
}

function expression(parser: FilterParser, level: number): Arithmetic {
  const operators = LEVELS[level];
  if (!operators) return operand(parser);
  let left = expression(parser, level + 1);
  for (let word = parser.take(...operators); word; word = parser.take(...operators)) {
    const one = left;
    const other = expression(parser, level + 1);
    const operator = word;
    left = (frame) => apply(operator, one(frame), other(frame));
  }
  return left;
}

function apply(operator: string, one: number, other: number): number {
  if (Number.isNaN(one) || Number.isNaN(other)) return Number.NaN;
  if (operator === '+') return (one + other) >>> 0;
  if (operator === '-') return (one - other) >>> 0;
  if (operator === '*') return Math.imul(one, other) >>> 0;
  if (operator === '/') return other === 0 ? 0 : Math.floor(one / other);
  if (operator === '%') return other === 0 ? 0 : one % other;
  if (operator === '&') return (one & other) >>> 0;
  if (operator === '|') return (one | other) >>> 0;
  if (operator === '^') return (one ^ other) >>> 0;
  return operator === '<<' ? (one << other) >>> 0 : one >>> other;
}

function operand(parser: FilterParser): Arithmetic {
  if (parser.take('(')) {
    const inner = expression(parser, 0);
    parser.expect(')');
    return inner;
  }
  if (parser.take('-')) {
    const inner = operand(parser);
    return (frame) => -inner(frame) >>> 0;
  }
  const { kind, text } = parser.next();
  if (kind === 'number') {
    const value = Number(text);
    return () => value;
  }
  if (kind !== 'word') throw new FilterError(SYNTAX_ERROR);
  if (text === 'len') return (frame) => frame.length;
  if (parser.take('[')) return load(parser, text);
  const value = CONSTANTS[text];
  if (value === undefined) throw new FilterError(SYNTAX_ERROR);
  return () => value;
}

function load(parser: FilterParser, protocol: string): Arithmetic {
  const offset = expression(parser, 0);
  let size = 1;
  if (parser.take(':')) {
    size = Number(parser.next().text);
    if (![1, 2, 4].includes(size)) throw new FilterError('data size must be 1, 2, or 4');
  }
  parser.expect(']');
  if (protocol === 'ether' || protocol === 'link') return (frame) => frame.load(offset(frame), size);
  const network = NETWORKS[protocol];
  if (network !== undefined) {
    return (frame) => inside(frame, frame.etherType === network, frame.network + offset(frame), size);
  }
  const transport = TRANSPORTS[protocol];
  if (transport === undefined) throw new FilterError(SYNTAX_ERROR);
  return (frame) => {
    const fits = frame.hasProtocol(transport) && !frame.isLaterFragment;
    return inside(frame, fits, fits ? frame.transport + offset(frame) : 0, size);
  };
}

/** A comparison with a byte of another protocol is false, whatever it asks: NaN equals and exceeds nothing. */
function inside(frame: Frame, fits: boolean, at: number, size: number): number {
  return fits ? frame.load(at, size) : Number.NaN;
}
