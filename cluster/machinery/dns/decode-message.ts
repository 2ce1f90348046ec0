import {
  DnsFormatError,
  type DnsMessage,
  type Edns,
  type Question,
  RECORD_TYPES,
  type RecordData,
  type ResourceRecord,
} from './message.ts';

/** A longer name is none (RFC 1035, 3.1). */
const NAME_MAX = 255;
const POINTERS_MAX = 128;
const RECORDS_MAX = 4_096;

/** Reads a message (RFC 1035, 4.1). Throws `DnsFormatError`. */
export function decodeMessage(data: Uint8Array): DnsMessage {
  return new MessageReader(Buffer.from(data.buffer, data.byteOffset, data.byteLength)).read();
}

class MessageReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(): DnsMessage {
    const id = this.#number(2);
    const flags = this.#number(2);
    const [questionCount, answerCount, authorityCount, additionalCount] = [0, 0, 0, 0].map(() => this.#number(2));
    if (questionCount! + answerCount! + authorityCount! + additionalCount! > RECORDS_MAX)
      throw new DnsFormatError('too many records');
    const questions: Question[] = [];
    for (let index = 0; index < questionCount!; index++) {
      questions.push({ name: this.#name(), type: this.#number(2), class: this.#number(2) });
    }
    const answers = this.#records(answerCount!);
    const authorities = this.#records(authorityCount!);
    const additional = this.#records(additionalCount!);
    const option = additional.find(({ type }) => type === RECORD_TYPES.OPT);
    return {
      id,
      response: (flags & 0x8000) !== 0,
      opcode: (flags >>> 11) & 15,
      authoritative: (flags & 0x0400) !== 0,
      truncated: (flags & 0x0200) !== 0,
      recursionDesired: (flags & 0x0100) !== 0,
      recursionAvailable: (flags & 0x0080) !== 0,
      authenticData: (flags & 0x0020) !== 0,
      checkingDisabled: (flags & 0x0010) !== 0,
      code: (flags & 15) | (option ? (option.ttl >>> 24) << 4 : 0),
      questions,
      answers,
      authorities,
      additional: additional.filter(({ type }) => type !== RECORD_TYPES.OPT),
      ...(option && { edns: ednsOf(option) }),
    };
  }

  #records(count: number): ResourceRecord[] {
    const records: ResourceRecord[] = [];
    for (let index = 0; index < count; index++) {
      const name = this.#name();
      const type = this.#number(2);
      const of = this.#number(2);
      const ttl = this.#number(4);
      const end = this.#number(2) + this.#at;
      if (end > this.#bytes.length) throw new DnsFormatError('record beyond the end');
      records.push({ name, type, class: of, ttl, data: this.#data(type, end) });
      this.#at = end;
    }
    return records;
  }

  #data(type: number, end: number): RecordData {
    switch (type) {
      case RECORD_TYPES.A:
        return { kind: 'address', address: [0, 0, 0, 0].map(() => this.#number(1)).join('.') };
      case RECORD_TYPES.NS:
      case RECORD_TYPES.CNAME:
      case RECORD_TYPES.PTR:
        return { kind: 'name', name: this.#name() };
      case RECORD_TYPES.TXT: {
        const texts: string[] = [];
        while (this.#at < end) texts.push(this.#take(this.#number(1)).toString('utf8'));
        return { kind: 'text', texts };
      }
      case RECORD_TYPES.MX:
        return { kind: 'exchange', preference: this.#number(2), exchange: this.#name() };
      case RECORD_TYPES.SRV: {
        const [priority = 0, weight = 0, port = 0] = [0, 0, 0].map(() => this.#number(2));
        return { kind: 'service', priority, weight, port, target: this.#name() };
      }
      case RECORD_TYPES.SOA: {
        const [server, mailbox] = [this.#name(), this.#name()];
        const [serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0] = [0, 0, 0, 0, 0].map(() =>
          this.#number(4),
        );
        return { kind: 'authority', server, mailbox, serial, refresh, retry, expire, minimum };
      }
      default:
        return { kind: 'raw', bytes: this.#take(end - this.#at) };
    }
  }

  #name(): string {
    let name = '';
    let at = this.#at;
    let after = -1;
    for (let pointers = 0; pointers < POINTERS_MAX; ) {
      const length = this.#bytes[at];
      if (length === undefined) throw new DnsFormatError('name beyond the end');
      if (length >= 0xc0) {
        pointers++;
        if (after < 0) after = at + 2;
        at = ((length & 0x3f) << 8) | (this.#bytes[at + 1] ?? 0);
        continue;
      }
      if (length > 63) throw new DnsFormatError('label type');
      at++;
      if (length === 0) {
        this.#at = after < 0 ? at : after;
        return name === '' ? '.' : name;
      }
      name += `${this.#bytes.toString('latin1', at, at + length)}.`;
      if (name.length > NAME_MAX) throw new DnsFormatError('name too long');
      at += length;
    }
    throw new DnsFormatError('name without end');
  }

  #number(bytes: 1 | 2 | 4): number {
    if (this.#at + bytes > this.#bytes.length) throw new DnsFormatError('message too short');
    const value = this.#bytes.readUIntBE(this.#at, bytes);
    this.#at += bytes;
    return value;
  }

  #take(bytes: number): Buffer {
    if (bytes < 0 || this.#at + bytes > this.#bytes.length) throw new DnsFormatError('message too short');
    const taken = this.#bytes.subarray(this.#at, this.#at + bytes);
    this.#at += bytes;
    return taken;
  }
}

function ednsOf({ class: udpBytes, ttl, data }: ResourceRecord): Edns {
  const options: { code: number; bytes: Uint8Array }[] = [];
  const bytes = data.kind === 'raw' ? Buffer.from(data.bytes) : Buffer.alloc(0);
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    options.push({ code: bytes.readUInt16BE(at), bytes: bytes.subarray(at + 4, end) });
    at = end;
  }
  return { udpBytes, dnssecOk: (ttl & 0x8000) !== 0, options };
}
