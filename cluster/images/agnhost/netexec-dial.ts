import { NetworkError, type NetworkErrorCode, type Process } from '../../machinery/machine.ts';
import { goLog } from '../go-text.ts';
import { httpGet } from '../http-client.ts';
import { respond } from '../http-service.ts';
import { askOverUdp } from '../udp-question.ts';
import type { Netexec, NetexecRequest } from './netexec.ts';

const GO_ERRORS: Partial<Record<NetworkErrorCode, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
};
/** How long a datagram's answer is waited for. */
const UDP_TIMEOUT_MS = 5_000;
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
  const scheme = (protocol || 'http').toLowerCase();
  if (scheme !== 'http' && scheme !== 'udp') return refuse(`unsupported protocol. ${protocol}`);
  const responses: string[] = [];
  const errors: string[] = [];
  for (let tried = 0; tried < Math.min(Number(triesText || 1), MAXIMUM_TRIES); tried++) {
    const asked = { host: host ?? '', port: Number(port), request };
    try {
      responses.push(scheme === 'udp' ? await askDatagram(process, asked) : await askHttp(process, asked));
    } catch (error) {
      if (!(error instanceof DialError)) throw error;
      errors.push(error.message);
    }
  }
  const answer = { ...(errors.length > 0 ? { errors } : {}), ...(responses.at(-1) ? { responses } : {}) };
  return respond(response, 200, JSON.stringify(answer));
}

interface Asked {
  readonly host: string;
  readonly port: number;
  readonly request: string;
}

/** The message is what the Go program would say. */
class DialError extends Error {}

async function askHttp({ machine }: Process, { host, port, request }: Asked): Promise<string> {
  try {
    return (await httpGet(machine, host, port, `/${request}`)).body;
  } catch (error) {
    throw new DialError(`Get "http://${host}:${port}/${request}": dial tcp ${host}:${port}: ${goText(error)}`);
  }
}

async function askDatagram({ machine }: Process, { host, port, request }: Asked): Promise<string> {
  try {
    const [address = host] = await machine.network.lookup(host);
    return await askOverUdp(machine, { address, port }, request, UDP_TIMEOUT_MS);
  } catch (error) {
    const why =
      error instanceof NetworkError && error.code === 'ECONNREFUSED' ? 'recvfrom: connection refused' : goText(error);
    throw new DialError(`reading from udp connection failed. err:'read udp ${host}:${port}: ${why}'`);
  }
}

function goText(error: unknown): string {
  if (error instanceof NetworkError) return GO_ERRORS[error.code] ?? error.message.toLowerCase();
  return error instanceof Error ? error.message : String(error);
}
