import { CLASS_IN, type DnsMessage, RECORD_TYPES, type ResourceRecord, responseTo } from '../machinery/dns/message.ts';

/** What one source of names says of a question. */
export interface Answer {
  readonly code: number;
  readonly answers: readonly ResourceRecord[];
  readonly authorities?: readonly ResourceRecord[];
  readonly additional?: readonly ResourceRecord[];
  readonly authoritative: boolean;
  readonly recursionAvailable: boolean;
}

export function answerMessage(query: DnsMessage, answer: Answer): DnsMessage {
  return {
    ...responseTo(query, answer.code),
    authoritative: answer.authoritative,
    recursionAvailable: answer.recursionAvailable,
    answers: answer.answers,
    authorities: answer.authorities ?? [],
    additional: answer.additional ?? [],
  };
}

/** Seconds of a zone's SOA: refresh, retry, expire. */
interface Authority {
  readonly server: string;
  readonly mailbox: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

export function authorityRecord(zone: string, ttl: number, authority: Authority): ResourceRecord {
  return { name: zone, type: RECORD_TYPES.SOA, class: CLASS_IN, ttl, data: { kind: 'authority', ...authority } };
}
