import { NetworkError, type NetworkErrorCode } from '../../machinery/machine.ts';
import { goLog } from '../go-text.ts';
import { httpGet } from '../http-client.ts';
import { respond } from '../http-service.ts';
import type { Netexec, NetexecRequest } from './netexec.ts';

const GO_ERRORS: Partial<Record<NetworkErrorCode, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
};
/** More attempts than that are not made. */
const MAXIMUM_TRIES = 1000;

/** `/dial?host=…&port=…&request=hostname&tries=3`: what other servers answer to this one. */
export async function dial({ process }: Netexec, { response, value }: NetexecRequest): Promise<void> {
  const [host, port, request, protocol, triesText] = ['host', 'port', 'request', 'protocol', 'tries'].map(value);
  const parameters = `host=${host}&protocol=${protocol}&port=${port}&request=${request}&tries=${triesText}`;
  goLog(process, `GET /dial?${parameters}`);
  const refuse = (text: string) => respond(response, 400, `${text}\n`);
  if (triesText && !/^-?\d+$/.test(triesText)) {
    return refuse(`tries parameter is invalid. strconv.Atoi: parsing "${triesText}": invalid syntax`);
  }
  if (!request) return refuse('request parameter not specified. <nil>');
  if (protocol && protocol.toLowerCase() !== 'http') return refuse(`unsupported protocol. ${protocol}`);
  const responses: string[] = [];
  const errors: string[] = [];
  for (let tried = 0; tried < Math.min(Number(triesText || 1), MAXIMUM_TRIES); tried++) {
    try {
      responses.push((await httpGet(process.machine, host ?? '', Number(port), `/${request}`)).body);
    } catch (error) {
      errors.push(`Get "http://${host}:${port}/${request}": dial tcp ${host}:${port}: ${goText(error)}`);
    }
  }
  const answer = { ...(errors.length > 0 ? { errors } : {}), ...(responses.at(-1) ? { responses } : {}) };
  return respond(response, 200, JSON.stringify(answer));
}

function goText(error: unknown): string {
  if (error instanceof NetworkError) return GO_ERRORS[error.code] ?? error.message.toLowerCase();
  return error instanceof Error ? error.message : String(error);
}
