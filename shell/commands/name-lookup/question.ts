import type { Process } from '../../../cluster/machinery/machine.ts';
import { addressesOf, nameServer } from './lookup.ts';

const TTL_SECONDS = 30;

/** Types that somebody may ask for; the network knows A, CNAME, PTR and SRV. */
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
  readonly status: 'NOERROR' | 'NXDOMAIN';
  readonly records: readonly AnswerRecord[];
}

/** What a name server answers; null where none does. */
export async function ask(process: Process, name: string, type: string, server: string): Promise<Answer | null> {
  if (!answers(process, server)) return null;
  const full = dotted(name);
  const { network } = process.machine;
  const of = (kind: 'CNAME' | 'PTR' | 'SRV') =>
    (network.records?.(full.slice(0, -1), kind) ?? []).map((data) => ({
      name: full,
      ttl: TTL_SECONDS,
      type: kind,
      data,
    }));
  const addresses = (await addressesOf(process, full)).map((data) => ({
    name: full,
    ttl: TTL_SECONDS,
    type: 'A',
    data,
  }));
  const all = [...of('CNAME'), ...addresses, ...of('SRV'), ...of('PTR')];
  const records = all.filter((record) => type === 'ANY' || record.type === type);
  return { status: all.length > 0 ? 'NOERROR' : 'NXDOMAIN', records };
}

/** There is one name service; it answers at the addresses of this machine's and the cluster's servers. */
function answers(process: Process, server: string): boolean {
  return server === nameServer(process) || /^(127\.0\.0\.53$|10\.|192\.168\.)/.test(server);
}

export const dotted = (name: string): string => (name.endsWith('.') ? name : `${name}.`);

export const isAddress = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text);

/** `67.45.123.34.in-addr.arpa` for 34.123.45.67 (RFC 1035 section 3.5). */
export const reverseName = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`;
