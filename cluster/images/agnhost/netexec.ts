import { sleep } from '../../machinery/clock.ts';
import { NetworkError, type Process, type UdpSocket } from '../../machinery/machine.ts';
import { type Exchange, serveHttp } from '../../proxy/http-server.ts';
import { goLog } from '../go-text.ts';
import { respond } from '../http-service.ts';
import { parseFlags } from './flags.ts';
import { dial } from './netexec-dial.ts';
import { exit } from './netexec-exit.ts';
import { runShellCommand } from './netexec-shell.ts';
import { serveUdp } from './netexec-udp.ts';
import { upload } from './netexec-upload.ts';
import { readCertificate } from './tls-files.ts';

/** One netexec process as its handlers see it. */
export interface Netexec {
  readonly process: Process;
  readonly port: number;
  /** SIGTERM has come. */
  terminating: boolean;
  /** Ends the process, open connections or not. */
  exit(code: number): void;
}

/** A request with its query (and form) read. */
export interface NetexecRequest extends Exchange {
  readonly url: URL;
  value(name: string): string;
}

type NetexecHandler = (server: Netexec, request: NetexecRequest) => void | Promise<void>;

const HANDLERS: Readonly<Record<string, NetexecHandler>> = {
  '/clientip': (server, { response, socket }) => {
    goLog(server.process, 'GET /clientip');
    respond(response, 200, `${socket.remoteAddress}:${socket.remotePort}`);
  },
  '/serverport': (server, { response }) => respond(response, 200, String(server.port)),
  '/header': header,
  '/dial': dial,
  '/echo': echo,
  '/exit': exit,
  '/healthz': (server, { response }) => {
    goLog(server.process, 'GET /healthz');
    respond(response, 200, '');
  },
  '/readyz': (server, { response }) => {
    goLog(server.process, 'GET /readyz');
    if (server.terminating) respond(response, 503, 'shutting down');
    else respond(response, 200, 'ok');
  },
  '/hostname': hostname,
  '/hostName': hostname,
  '/redirect': redirect,
  '/shell': runShellCommand,
  '/shutdown': (server) => server.exit(0),
  '/upload': upload,
};

/** The HTTP(S) and UDP servers with an answer for everything (test/images/agnhost/netexec). There is no SCTP. */
export async function netexec(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2));
  const port = flags.number('http-port', 8080);
  const certificate = flags.text('tls-cert-file');
  const tls = certificate
    ? { tls: await readCertificate(process, certificate, flags.text('tls-private-key-file')) }
    : {};
  let end = (_code: number) => {};
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const server: Netexec = { process, port, terminating: false, exit: end };
  process.onSignal('SIGTERM', () => {
    server.terminating = true;
    void sleep(process.machine.clock, flags.number('delay-shutdown', 0) * 1000).then(() => end(0));
  });
  process.signal.addEventListener('abort', () => end(137), { once: true });
  const override = flags.text('http-override');
  const listener = serveHttp(process.machine, { port, program: 'agnhost', ...tls }, (exchange) =>
    handle(server, exchange, override || exchange.request.url || '/'),
  );
  goLog(process, `Started HTTP server on port ${port}`);
  const udpPort = flags.number('udp-port', 8081);
  let udp: UdpSocket | null = null;
  try {
    if (udpPort !== -1) udp = serveUdp(process, udpPort);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    goLog(
      process,
      `Error occurred: failed to create listener for UDP address :${udpPort}:listen udp :${udpPort}: bind: ${error.message}`,
    );
    end(1);
  }
  const code = await ended;
  udp?.close();
  listener.close();
  return code;
}

function handle(server: Netexec, exchange: Exchange, target: string): void {
  const url = new URL(target, 'http://host');
  const handler = HANDLERS[url.pathname] ?? root;
  const request = { ...exchange, url, value: (name: string) => url.searchParams.get(name) ?? '' };
  Promise.resolve(handler(server, request)).catch((error: unknown) => {
    if (!exchange.response.headersSent) respond(exchange.response, 500, `${String(error)}\n`);
  });
}

function root({ process }: Netexec, { response }: NetexecRequest): void {
  goLog(process, 'GET /');
  const now = new Date(process.machine.clock.now()).toISOString();
  respond(response, 200, `NOW: ${now.slice(0, 10)} ${now.slice(11, 23)} +0000 UTC`);
}

function header({ process }: Netexec, { request, response, value }: NetexecRequest): void {
  const key = value('key');
  goLog(process, key ? `GET /header?key=${key}` : 'GET /header');
  if (key) return respond(response, 200, String(request.headers[key.toLowerCase()] ?? ''));
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? '').replace(
      /(^|-)([a-z])/g,
      (_, dash, letter) => dash + letter.toUpperCase(),
    );
    if (name !== 'Host') headers[name] = [...(headers[name] ?? []), request.rawHeaders[index + 1] ?? ''];
  }
  return respond(response, 200, JSON.stringify(headers));
}

function echo({ process }: Netexec, { response, value }: NetexecRequest): void {
  const code = value('code');
  goLog(process, `GET /echo?msg=${value('msg')}&code=${code}`);
  if (code && !/^-?\d+$/.test(code)) {
    return respond(response, 200, `argument 'code' must be an integer or empty, got "${code}"\n`);
  }
  return respond(response, code ? Number(code) : 200, value('msg'));
}

function hostname({ process }: Netexec, { response, url }: NetexecRequest): void {
  goLog(process, `GET ${url.pathname}`);
  respond(response, 200, process.machine.hostname);
}

function redirect({ process }: Netexec, { request, response, value }: NetexecRequest): void {
  const code = value('code');
  goLog(process, `${request.method} /redirect?msg=${value('location')}&code=${code}`);
  if (code && !/^-?\d+$/.test(code)) {
    return respond(response, 200, `argument 'code' must be an integer or empty, got "${code}"\n`);
  }
  response.setHeader('Location', value('location'));
  return respond(response, code ? Number(code) : 302, '');
}
