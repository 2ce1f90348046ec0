/** Record types (iana.org/assignments/dns-parameters) that have a text of their own here; others are raw bytes. */
export const RECORD_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  ANY: 255,
} as const;

export const RESPONSE_CODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

export const CLASS_IN = 1;
export const DNS_PORT = 53;
/** What fits into a datagram without EDNS (RFC 1035, 4.2.1). */
export const PLAIN_UDP_BYTES = 512;
/** What is announced with EDNS by resolvers and servers of today. */
export const EDNS_UDP_BYTES = 1232;

export interface Question {
  /** With the dot at its end: `web.default.svc.cluster.local.` */
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export type RecordData =
  | { readonly kind: 'address'; readonly address: string }
  /** NS, CNAME and PTR. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | {
      readonly kind: 'service';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  | { readonly kind: 'exchange'; readonly preference: number; readonly exchange: string }
  | {
      readonly kind: 'authority';
      readonly server: string;
      readonly mailbox: string;
      readonly serial: number;
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    }
  | { readonly kind: 'raw'; readonly bytes: Uint8Array };

export interface ResourceRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly data: RecordData;
}

/** EDNS(0), RFC 6891. */
export interface Edns {
  readonly udpBytes: number;
  readonly dnssecOk: boolean;
  readonly options: readonly { readonly code: number; readonly bytes: Uint8Array }[];
}

/** A message of RFC 1035. The OPT record is not among `additional`. */
export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticData: boolean;
  readonly checkingDisabled: boolean;
  readonly code: number;
  readonly questions: readonly Question[];
  readonly answers: readonly ResourceRecord[];
  readonly authorities: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
  readonly edns?: Edns;
}

export class DnsFormatError extends Error {}

/** A question that asks for recursion, as stub resolvers send it. */
export function queryMessage(id: number, name: string, type: number, edns?: Edns): DnsMessage {
  return {
    id,
    response: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    authenticData: false,
    checkingDisabled: false,
    code: RESPONSE_CODES.NOERROR,
    questions: [{ name: absoluteName(name), type, class: CLASS_IN }],
    answers: [],
    authorities: [],
    additional: [],
    ...(edns && { edns }),
  };
}

/** The answer to a question, as yet without records. */
export function responseTo(query: DnsMessage, code: number): DnsMessage {
  const { edns, ...rest } = query;
  return {
    ...rest,
    response: true,
    truncated: false,
    authenticData: false,
    code,
    answers: [],
    authorities: [],
    additional: [],
    ...(edns && { edns: { udpBytes: EDNS_UDP_BYTES, dnssecOk: edns.dnssecOk, options: [] } }),
  };
}

/** With the dot at its end. */
export function absoluteName(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

/** `1.0.0.10.in-addr.arpa.` of 10.0.0.1. */
export function reverseName(address: string): string {
  return `${address.split('.').reverse().join('.')}.in-addr.arpa.`;
}

/** `A` of 1; `TYPE257` of what has no name here (RFC 3597). */
export function typeName(type: number): string {
  for (const [name, value] of Object.entries(RECORD_TYPES)) if (value === type) return name;
  return `TYPE${type}`;
}

export function responseCodeName(code: number): string {
  for (const [name, value] of Object.entries(RESPONSE_CODES)) if (value === code) return name;
  return `RESERVED${code}`;
}

export function addressRecord(name: string, ttl: number, address: string): ResourceRecord {
  return { name, type: RECORD_TYPES.A, class: CLASS_IN, ttl, data: { kind: 'address', address } };
}

export function nameRecord(name: string, type: 'CNAME' | 'NS' | 'PTR', ttl: number, target: string): ResourceRecord {
  return { name, type: RECORD_TYPES[type], class: CLASS_IN, ttl, data: { kind: 'name', name: target } };
}
