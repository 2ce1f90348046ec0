import { type PacketBytes, type PrintState, Truncated } from './dissection.ts';

const OPERATIONS = [
  '',
  ' inv_q',
  ' stat',
  ' op3',
  ' notify',
  ' update',
  ' op6',
  ' op7',
  ' op8',
  ' updateA',
  ' updateD',
  ' updateDA',
  ' updateM',
  ' updateMA',
  ' zoneInit',
  ' zoneRef',
];
const RESPONSES = [
  '',
  ' FormErr',
  ' ServFail',
  ' NXDomain',
  ' NotImp',
  ' Refused',
  ' YXDomain',
  ' YXRRSet',
  ' NXRRSet',
  ' NotAuth',
  ' NotZone',
  ' Resp11',
  ' Resp12',
  ' Resp13',
  ' Resp14',
  ' NoChange',
];
const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  35: 'NAPTR',
  41: 'OPT',
  43: 'DS',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  252: 'AXFR',
  255: 'ANY',
  257: 'CAA',
};
const OPTIONS: Readonly<Record<number, string>> = {
  3: 'NSID',
  8: 'ECS',
  10: 'COOKIE',
  11: 'KEEPALIVE',
  12: 'PADDING',
  15: 'EDE',
};
const OPT = 41;
const INTERNET = 1;
/** Jumps of compressed names that are followed. */
const JUMPS_MAX = 32;

/** RFC 1035, with EDNS (RFC 6891). */
export function printDns(state: PrintState, message: PacketBytes): string {
  if (message.length < 12) return `domain [length ${message.length} < 12] (invalid)`;
  let text = '';
  try {
    text = printMessage(state, message, (shown) => {
      text = shown;
    });
    return text;
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    return `${text} [|domain]`;
  }
}

function printMessage(state: PrintState, message: PacketBytes, soFar: (text: string) => void): string {
  const reader = new MessageReader(state, message);
  const flags = message.word(2);
  const [questions, answers, authorities, additional] = [4, 6, 8, 10].map((at) => message.word(at)) as [
    number,
    number,
    number,
    number,
  ];
  const { verbose } = state.options;
  const operation = OPERATIONS[(flags >> 11) & 15];
  const add = (part: string) => {
    reader.text += part;
    soFar(reader.text);
  };
  if (flags & 0x8000) {
    const marks = `${flags & 0x400 ? '*' : ''}${flags & 0x80 ? '' : '-'}${flags & 0x200 ? '|' : ''}${flags & 0x20 ? '$' : ''}`;
    add(`${message.word(0)}${operation}${RESPONSES[flags & 15]}${marks}${questions === 1 ? '' : ` [${questions}q]`}`);
    for (let count = 0; count < questions; count++) {
      const question = reader.question();
      if (verbose > 1) add(`${count > 0 ? ',' : ''} q:${question}`);
    }
    add(` ${answers}/${authorities}/${additional}`);
    addRecords(reader, answers, '', add);
    if (verbose > 1) {
      addRecords(reader, authorities, ' ns:', add);
      addRecords(reader, additional, ' ar:', add);
    }
  } else {
    add(`${message.word(0)}${operation}${flags & 0x100 ? '+' : ''}${flags & 0x10 ? '%' : ''}`);
    if (flags & 0x6cf) add(` [b2&3=0x${(flags & 0xffff).toString(16)}]`);
    if (answers) add(` [${answers}a]`);
    if (questions !== 1) add(` [${questions}q]`);
    if (authorities) add(` [${authorities}n]`);
    if (additional) add(` [${additional}au]`);
    for (let count = 0; count < questions; count++) add(`${count > 0 ? ',' : ''}${reader.question()}`);
    if (verbose > 1) {
      addRecords(reader, answers, ' an:', add);
      addRecords(reader, authorities, ' ns:', add);
      addRecords(reader, additional, ' ar:', add);
    }
  }
  return `${reader.text} (${message.length})`;
}

function addRecords(reader: MessageReader, count: number, title: string, add: (text: string) => void): void {
  if (count > 0) add(title);
  for (let index = 0; index < count; index++) add(`${reader.record()}${index + 1 < count ? ',' : ''}`);
}

class MessageReader {
  text = '';
  readonly #state: PrintState;
  readonly #message: PacketBytes;
  #at = 12;

  constructor(state: PrintState, message: PacketBytes) {
    this.#state = state;
    this.#message = message;
  }

  question(): string {
    const { name, end } = this.#name(this.#at);
    const type = this.#message.word(end);
    const space = this.#message.word(end + 2);
    this.#at = end + 4;
    return ` ${typeName(type)}${space === INTERNET ? '' : ` ${className(space)}`}? ${name}`;
  }

  record(): string {
    const { verbose } = this.#state.options;
    const message = this.#message;
    const { name, end } = this.#name(this.#at);
    const type = message.word(end);
    const space = message.word(end + 2);
    const ttl = message.long(end + 4);
    const length = message.word(end + 8);
    const start = end + 10;
    let text = verbose > 0 ? ` ${name}` : '';
    if (space !== INTERNET && type !== OPT) text += ` ${className(space)}`;
    if (verbose > 2 && type !== OPT) text += ` [${duration(ttl)}]`;
    text += ` ${typeName(type)}`;
    text += type === OPT ? this.#extension(space, ttl, start, length) : this.#data(type, start, length);
    this.#at = start + length;
    return text;
  }

  #data(type: number, start: number, length: number): string {
    const message = this.#message;
    if (type === 1) return ` ${message.address(start)}`;
    if (type === 2 || type === 5 || type === 12) return ` ${this.#name(start).name}`;
    if (type === 6) return this.#startOfAuthority(start);
    if (type === 15) return ` ${this.#name(start + 2).name} ${message.word(start)}`;
    if (type === 28) return ` ${ipv6Text(message, start)}`;
    if (type === 33) {
      return ` ${this.#name(start + 6).name}:${message.word(start + 4)} ${message.word(start)} ${message.word(start + 2)}`;
    }
    if (type !== 16) return '';
    let text = '';
    for (let at = start; at < start + length; at += 1 + message.byte(at)) {
      const bytes = message.bytes.subarray(at + 1, at + 1 + message.byte(at));
      text += ` "${Buffer.from(bytes).toString('latin1')}"`;
    }
    return text;
  }

  #startOfAuthority(start: number): string {
    if (this.#state.options.verbose === 0) return '';
    const primary = this.#name(start);
    const mailbox = this.#name(primary.end);
    const numbers = [0, 4, 8, 12, 16].map((offset) => this.#message.long(mailbox.end + offset));
    return ` ${primary.name} ${mailbox.name} ${numbers.join(' ')}`;
  }

  #extension(size: number, ttl: number, start: number, length: number): string {
    const shown: string[] = [];
    for (let at = start; at + 4 <= start + length; ) {
      const code = this.#message.word(at);
      const count = this.#message.word(at + 2);
      const data = Buffer.from(this.#message.bytes.subarray(at + 4, at + 4 + count)).toString('hex');
      shown.push(`${OPTIONS[code] ?? `Opt${code}`}${data ? ` ${data}` : ''}`);
      at += 4 + count;
    }
    return ` UDPsize=${size}${ttl & 0x8000 ? ' DO' : ''}${shown.length > 0 ? ` [${shown.join(',')}]` : ''}`;
  }

  #name(start: number): { name: string; end: number } {
    const message = this.#message;
    let name = '';
    let at = start;
    let end = -1;
    for (let jumps = 0; ; ) {
      const size = message.byte(at);
      if (size >= 0xc0) {
        if (++jumps > JUMPS_MAX) throw new Truncated();
        if (end < 0) end = at + 2;
        at = message.word(at) & 0x3fff;
        continue;
      }
      if (size === 0) break;
      for (let index = 1; index <= size; index++) name += String.fromCharCode(message.byte(at + index));
      name += '.';
      at += size + 1;
    }
    return { name: name || '.', end: end < 0 ? at + 1 : end };
  }
}

const CLASSES: Readonly<Record<number, string>> = { 1: 'IN', 3: 'CHAOS', 4: 'HS', 255: 'ANY' };

function className(space: number): string {
  return CLASSES[space] ?? `(Class ${space})`;
}

function typeName(type: number): string {
  return TYPES[type] ?? `Type${type}`;
}

/** 1w2d3h4m5s */
function duration(seconds: number): string {
  if (seconds === 0) return '0s';
  const units = [
    ['w', 604_800],
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const;
  let left = seconds;
  let text = '';
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text;
}

/** RFC 5952. */
function ipv6Text(message: PacketBytes, at: number): string {
  const words = Array.from({ length: 8 }, (_, index) => message.word(at + index * 2).toString(16));
  const zeros = /\b(?:0(?::|$)){2,}/g;
  const full = words.join(':');
  const longest = [...full.matchAll(zeros)].sort((one, other) => other[0].length - one[0].length)[0];
  if (!longest) return full;
  const before = full.slice(0, longest.index).replace(/:$/, '');
  return `${before}::${full.slice(longest.index + longest[0].length)}`;
}
