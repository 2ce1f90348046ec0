import { addressRecord, RECORD_TYPES, RESPONSE_CODES } from '../machinery/dns/message.ts';
import type { Host } from '../network/network.ts';
import { type Answer, answerMessage, authorityRecord } from './answer.ts';
import { serveDns } from './dns-server.ts';

const TTL = 60;
const NEGATIVE_TTL = 86_400;

/** The resolver outside that clients and nodes ask: names that have been published, and no others. */
export function servePublicResolver(host: Host, addressOf: (name: string) => string | undefined): void {
  serveDns({
    network: host,
    origin: 'system',
    handler: (query) => {
      const { name, type } = query.questions[0]!;
      return answerMessage(query, resolve(name, type, addressOf));
    },
  });
}

function resolve(name: string, type: number, addressOf: (name: string) => string | undefined): Answer {
  const address = addressOf(name.toLowerCase().replace(/\.$/, ''));
  const known = { authoritative: false, recursionAvailable: true };
  if (address !== undefined && type === RECORD_TYPES.A) {
    return { ...known, code: RESPONSE_CODES.NOERROR, answers: [addressRecord(name, TTL, address)] };
  }
  const code = address === undefined ? RESPONSE_CODES.NXDOMAIN : RESPONSE_CODES.NOERROR;
  return { ...known, code, answers: [], authorities: [ROOT] };
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
