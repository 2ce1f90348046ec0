import {
  DnsFormatError,
  type DnsMessage,
  type Edns,
  RECORD_TYPES,
  type RecordData,
  type ResourceRecord,
} from './message.ts';

const MESSAGE_MAX = 65_535;
/** A pointer has 14 bits for its place. */
const POINTER_MAX = 0x3fff;

/**
 * The bytes of a message (RFC 1035, 4.1). Longer than `limit`: without records, marked as truncated. `compress: false`: names
 * are written out while the message fits, as CoreDNS does.
 */
export function encodeMessage(message: DnsMessage, limit = MESSAGE_MAX, { compress = true } = {}): Uint8Array {
  const whole = new MessageWriter(compress).write(message);
  if (whole.length <= limit) return whole;
  if (!compress) return encodeMessage(message, limit);
  return new MessageWriter(true).write({ ...message, truncated: true, answers: [], authorities: [], additional: [] });
}

class MessageWriter {
  #bytes = Buffer.alloc(512);
  #length = 0;
  readonly #compress: boolean;
  readonly #names = new Map<string, number>();

  constructor(compress: boolean) {
    this.#compress = compress;
  }

  write(message: DnsMessage): Uint8Array {
    this.#number(message.id, 2);
    this.#number(flagsOf(message), 2);
    const { questions, answers, authorities, additional, edns } = message;
    this.#number(questions.length, 2);
    this.#number(answers.length, 2);
    this.#number(authorities.length, 2);
    this.#number(additional.length + (edns ? 1 : 0), 2);
    for (const { name, type, class: of } of questions) {
      this.#name(name);
      this.#number(type, 2);
      this.#number(of, 2);
    }
    for (const record of [...answers, ...authorities, ...additional]) this.#record(record);
    if (edns) this.#edns(edns, message.code);
    return this.#bytes.subarray(0, this.#length);
  }

  #record({ name, type, class: of, ttl, data }: ResourceRecord): void {
    this.#name(name);
    this.#number(type, 2);
    this.#number(of, 2);
    this.#number(ttl, 4);
    const start = this.#length;
    this.#number(0, 2);
    this.#data(data);
    this.#bytes.writeUInt16BE(this.#length - start - 2, start);
  }

  #data(data: RecordData): void {
    switch (data.kind) {
      case 'address':
        for (const part of data.address.split('.')) this.#number(Number(part), 1);
        break;
      case 'name':
        this.#name(data.name);
        break;
      case 'text':
        for (const text of data.texts) this.#text(text);
        break;
      case 'service':
        for (const number of [data.priority, data.weight, data.port]) this.#number(number, 2);
        this.#name(data.target, false);
        break;
      case 'exchange':
        this.#number(data.preference, 2);
        this.#name(data.exchange);
        break;
      case 'authority':
        this.#name(data.server);
        this.#name(data.mailbox);
        for (const number of [data.serial, data.refresh, data.retry, data.expire, data.minimum])
          this.#number(number, 4);
        break;
      case 'raw':
        this.#raw(data.bytes);
    }
  }

  /** Its class is the size of datagrams, its TTL the flags (RFC 6891, 6.1.2). */
  #edns({ udpBytes, dnssecOk, options }: Edns, code: number): void {
    this.#number(0, 1);
    this.#number(RECORD_TYPES.OPT, 2);
    this.#number(udpBytes, 2);
    this.#number(((code >>> 4) << 24) | (dnssecOk ? 0x8000 : 0), 4);
    this.#number(
      options.reduce((sum, { bytes }) => sum + 4 + bytes.length, 0),
      2,
    );
    for (const { code: option, bytes } of options) {
      this.#number(option, 2);
      this.#number(bytes.length, 2);
      this.#raw(bytes);
    }
  }

  #name(name: string, compress = this.#compress): void {
    let rest = name === '.' ? '' : name.replace(/\.$/, '');
    while (rest !== '') {
      const key = rest.toLowerCase();
      const known = this.#names.get(key);
      if (known !== undefined && compress) return this.#number(0xc000 | known, 2);
      if (known === undefined && this.#length <= POINTER_MAX) this.#names.set(key, this.#length);
      const dot = rest.indexOf('.');
      const label = dot < 0 ? rest : rest.slice(0, dot);
      rest = dot < 0 ? '' : rest.slice(dot + 1);
      const bytes = Buffer.from(label, 'latin1');
      if (bytes.length === 0 || bytes.length > 63) throw new DnsFormatError(`label of ${bytes.length} bytes`);
      this.#number(bytes.length, 1);
      this.#raw(bytes);
    }
    this.#number(0, 1);
  }

  #text(text: string): void {
    const bytes = Buffer.from(text, 'utf8').subarray(0, 255);
    this.#number(bytes.length, 1);
    this.#raw(bytes);
  }

  #number(value: number, bytes: 1 | 2 | 4): void {
    this.#reserve(bytes);
    this.#bytes.writeUIntBE(value >>> 0, this.#length, bytes);
    this.#length += bytes;
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed > MESSAGE_MAX) throw new DnsFormatError('message too long');
    if (needed > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], Math.min(2 * needed, MESSAGE_MAX));
  }
}

function flagsOf(message: DnsMessage): number {
  return (
    (message.response ? 0x8000 : 0) |
    ((message.opcode & 15) << 11) |
    (message.authoritative ? 0x0400 : 0) |
    (message.truncated ? 0x0200 : 0) |
    (message.recursionDesired ? 0x0100 : 0) |
    (message.recursionAvailable ? 0x0080 : 0) |
    (message.authenticData ? 0x0020 : 0) |
    (message.checkingDisabled ? 0x0010 : 0) |
    (message.code & 15)
  );
}
