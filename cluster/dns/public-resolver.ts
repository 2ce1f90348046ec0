import { isIPv4 } from 'node:net';
import {
  CLASS_IN,
  RECORD_TYPES,
  RESPONSE_CODES,
  type RecordData,
  type ResourceRecord,
} from '../machinery/dns/message.ts';
import type { Host } from '../network/network.ts';
import { type Answer, answerMessage, authorityRecord } from './answer.ts';
import { serveDns } from './dns-server.ts';

const NEGATIVE_TTL = 86_400;

type PublicType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'SRV' | 'TXT';

interface PublicRecord {
  readonly name: string;
  readonly type: PublicType;
  readonly ttl: number;
  /** In a zone file's form. */
  readonly value: string;
}

/** What the public DNS says of a name; `authority` is the SOA record of the zone that holds it. */
export interface PublicAnswer {
  readonly found: readonly PublicRecord[];
  readonly exists: boolean;
  readonly authority?: PublicRecord;
}

/** The resolver outside that clients and nodes ask: names that have been published, and no others. */
export function servePublicResolver(
  host: Host,
  resolve: (name: string, type: PublicType | undefined) => PublicAnswer,
): void {
  serveDns({
    network: host,
    origin: 'system',
    handler: (query) => {
      const { name, type } = query.questions[0]!;
      return answerMessage(query, toAnswer(resolve(name, TYPES.get(type))));
    },
  });
}

const TYPES = new Map<number, PublicType>(
  (['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const).map((type) => [RECORD_TYPES[type], type]),
);

function toAnswer({ found, exists, authority }: PublicAnswer): Answer {
  const answers = found.flatMap(toRecord);
  const code = exists || answers.length > 0 ? RESPONSE_CODES.NOERROR : RESPONSE_CODES.NXDOMAIN;
  const complete = answers.some(({ type }) => type !== RECORD_TYPES.CNAME);
  const authorities = complete ? [] : authority ? toRecord(authority) : answers.length === 0 ? [ROOT] : [];
  return { authoritative: false, recursionAvailable: true, code, answers, authorities };
}

function toRecord({ name, type, ttl, value }: PublicRecord): ResourceRecord[] {
  const data = dataOf(type, value);
  return data ? [{ name, type: RECORD_TYPES[type], class: CLASS_IN, ttl, data }] : [];
}

/** Undefined for what is no such record. */
function dataOf(type: PublicType, value: string): RecordData | undefined {
  const words = value.trim().split(/\s+/);
  switch (type) {
    case 'A':
      return isIPv4(value) ? { kind: 'address', address: value } : undefined;
    case 'AAAA':
      return undefined;
    case 'TXT':
      return { kind: 'text', texts: quotedTexts(value) };
    case 'MX':
      return { kind: 'exchange', preference: Number(words[0]), exchange: absolute(words[1]) };
    case 'SRV': {
      const [priority = 0, weight = 0, port = 0] = words.map(Number);
      return { kind: 'service', priority, weight, port, target: absolute(words[3]) };
    }
    case 'SOA': {
      const [serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0] = words.slice(2).map(Number);
      const numbers = { serial, refresh, retry, expire, minimum };
      return { kind: 'authority', server: absolute(words[0]), mailbox: absolute(words[1]), ...numbers };
    }
    default:
      return { kind: 'name', name: absolute(value.trim()) };
  }
}

/** `"one" "two"`, or a text without quotation marks. */
function quotedTexts(value: string): string[] {
  const texts = [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
  return texts.length > 0 ? texts : [value];
}

function absolute(name = '.'): string {
  return name.endsWith('.') ? name : `${name}.`;
}

const ROOT = authorityRecord('.', NEGATIVE_TTL, {
  server: 'a.root-servers.net.',
  mailbox: 'nstld.verisign-grs.com.',
  serial: 2026_010_100,
  refresh: 1800,
  retry: 900,
  expire: 604_800,
  minimum: NEGATIVE_TTL,
});
