import { exchange } from '../../../cluster/machinery/dns/exchange.ts';
import {
  type DnsMessage,
  EDNS_UDP_BYTES,
  queryMessage,
  RECORD_TYPES,
  responseCodeName,
  typeName,
} from '../../../cluster/machinery/dns/message.ts';
import { recordDataText } from '../../../cluster/machinery/dns/record-text.ts';
import { NetworkError, type Process } from '../../../cluster/machinery/machine.ts';

/** Types that somebody may ask for. */
export const QUERY_TYPES: ReadonlySet<string> = new Set(
  'A AAAA ANY CAA CNAME DNSKEY DS HINFO HTTPS MX NAPTR NS PTR SOA SRV SVCB TXT'.split(' '),
);

export interface AnswerRecord {
  /** With its last dot. */
  readonly name: string;
  readonly ttl: number;
  readonly type: string;
  /** As a zone file has it. */
  readonly data: string;
}

export interface Answer {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL` … */
  readonly status: string;
  readonly records: readonly AnswerRecord[];
}

/** How often a server that is silent is asked, and for how long each time (dig's +tries and +timeout). */
const TRIES = 3;
const TIMEOUT_MS = 5_000;

/** What a name server answers to a question over UDP, or TCP when it does not fit; null where none does. */
export async function ask(process: Process, name: string, type: string, server: string): Promise<Answer | null> {
  if (!isAddress(server)) return null;
  const { network, clock, random } = process.machine;
  const number = Object.hasOwn(TYPE_NUMBERS, type) ? TYPE_NUMBERS[type]! : RECORD_TYPES.A;
  const { signal } = process;
  for (let tried = 0; tried < TRIES; tried++) {
    const query = queryMessage(random.integer(65_536), name, number, EDNS);
    try {
      const options = { network, clock, server, timeoutMs: TIMEOUT_MS, origin: 'system' as const, signal };
      const [message] = await exchange([query], options);
      if (message) return answerOf(message);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      if (error.code !== 'ETIMEDOUT') return null;
    }
  }
  return null;
}

const EDNS = { udpBytes: EDNS_UDP_BYTES, dnssecOk: false, options: [] };

/** Of types that are asked for and have no data of their own here. */
const TYPE_NUMBERS: Readonly<Record<string, number>> = {
  ...RECORD_TYPES,
  CAA: 257,
  DNSKEY: 48,
  DS: 43,
  HINFO: 13,
  HTTPS: 65,
  NAPTR: 35,
  SVCB: 64,
};

function answerOf({ code, answers }: DnsMessage): Answer {
  const records = answers.map((record) => ({
    name: record.name,
    ttl: record.ttl,
    type: typeName(record.type),
    data: recordDataText(record.data),
  }));
  return { status: responseCodeName(code), records };
}

export const dotted = (name: string): string => (name.endsWith('.') ? name : `${name}.`);

export const isAddress = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text);

/** `67.45.123.34.in-addr.arpa` for 34.123.45.67 (RFC 1035 section 3.5). */
export const reverseName = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`;
