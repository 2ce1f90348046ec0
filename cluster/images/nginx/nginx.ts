import type { Image } from '../../kubelet/image.ts';
import { type Listener, NetworkError, type Process } from '../../machinery/machine.ts';
import { ended } from '../../machinery/process-end.ts';
import { type Exchange, serveHttp } from '../../proxy/http-server.ts';
import { localTime } from '../../proxy/nginx-log.ts';
import { busyboxPrograms } from '../busybox.ts';
import { logLine } from '../http-service.ts';
import { apkPrograms, aptPrograms } from '../package-managers.ts';
import { alpineUserland, debianUserland, withPackages } from '../userlands.ts';
import { answerTo, VERSION } from './answer.ts';
import { NginxConfigurationError, type NginxServer, readConfiguration } from './configuration.ts';
import { nginxFiles } from './files.ts';

const common = {
  repository: 'docker.io/library/nginx',
  entrypoint: ['/docker-entrypoint.sh'],
  defaultArguments: ['nginx', '-g', 'daemon off;'],
  programPaths: ['/docker-entrypoint.sh'],
  environment: { NGINX_VERSION: '1.27.5', NJS_VERSION: '0.8.10', NJS_RELEASE: '1~bookworm', PKG_RELEASE: '1~bookworm' },
  files: nginxFiles,
  directories: ['/var/log/nginx', '/var/cache/nginx'],
  ports: [80],
  stopSignal: 'SIGQUIT',
} as const satisfies Partial<Image>;

/** nginx as a static file server that follows its configuration's `listen`, `root`, `index`, `location` and `return`. */
export const nginxImage: Image = {
  ...common,
  tags: /^(latest|perl|stable|mainline|1|1\.[12]?\d(\.\d{1,2})?)(-(?!alpine)[\w.-]+)?$/,
  sizeBytes: 72_406_859,
  programs: { nginx, 'docker-entrypoint.sh': nginx, ...aptPrograms('http://deb.debian.org/debian bookworm') },
  userland: withPackages(debianUserland, 'curl', 'envsubst'),
};

export const nginxAlpineImage: Image = {
  ...common,
  tags: /^((stable|mainline|1|1\.[12]?\d(\.\d{1,2})?)-)?alpine[\w.-]*$/,
  sizeBytes: 20_984_120,
  programs: { ...busyboxPrograms, ...apkPrograms, nginx, 'docker-entrypoint.sh': nginx },
  userland: withPackages(alpineUserland, 'curl', 'envsubst'),
};

const encoder = new TextEncoder();

async function nginx(process: Process): Promise<number> {
  const options = process.args.slice(process.args.includes('nginx') ? process.args.indexOf('nginx') + 1 : 1);
  const say = async (text: string, code: number) => {
    await process.stderr.write(encoder.encode(text));
    return code;
  };
  if (options.includes('-v')) return say(`nginx version: ${VERSION}\n`, 0);
  const [servers, mistake] = configurationOf(process);
  if (mistake !== null) {
    const test = options.includes('-t') ? 'nginx: configuration file /etc/nginx/nginx.conf test failed\n' : '';
    return say(`${notice(process, 'emerg', mistake)}\nnginx: [emerg] ${mistake}\n${test}`, 1);
  }
  if (options.includes('-t')) {
    const file = 'configuration file /etc/nginx/nginx.conf';
    return say(`nginx: the ${file} syntax is ok\nnginx: ${file} test is successful\n`, 0);
  }
  const signal = options[options.indexOf('-s') + 1];
  if (options.includes('-s') && signal) return signalMaster(process, signal, say);
  return serve(process, servers);
}

function configurationOf({ machine }: Process): [readonly NginxServer[], string | null] {
  try {
    return [readConfiguration(machine.files), null];
  } catch (error) {
    if (error instanceof NginxConfigurationError) return [[], error.message];
    throw error;
  }
}

type Say = (text: string, code: number) => Promise<number>;

/** `nginx -s reload`: the master is the process that began first. */
async function signalMaster(process: Process, name: string, say: Say): Promise<number> {
  const signals = { reload: 'SIGHUP', stop: 'SIGTERM', quit: 'SIGQUIT', reopen: 'SIGUSR1' } as const;
  const signal = signals[name as keyof typeof signals];
  if (!signal) return say(`nginx: invalid option: "-s ${name}"\n`, 1);
  process.machine.processes.signal(1, signal);
  return say(`${notice(process, 'notice', 'signal process started')}\n`, 0);
}

async function serve(process: Process, first: readonly NginxServer[]): Promise<number> {
  let servers = first;
  const listeners = new Map<string, Listener>();
  const listen = () => {
    for (const { address, port } of servers) {
      const name = boundTo({ address, port });
      if (listeners.has(name)) continue;
      const at = (request: Exchange) =>
        answerRequest(
          process,
          servers.find((server) => boundTo(server) === name),
          request,
        );
      const options = { port, program: 'nginx', ...(address && { address }) };
      listeners.set(name, serveHttp(process.machine, options, at));
    }
  };
  tellEntrypoint(process);
  try {
    listen();
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const taken = servers.find((server) => !listeners.has(boundTo(server))) ?? { port: 80 };
    for (const listener of listeners.values()) listener.close();
    await process.stderr.write(
      encoder.encode(`nginx: [emerg] bind() to ${boundTo(taken)} failed (98: ${error.message})\n`),
    );
    return 1;
  }
  tellStart(process);
  process.onSignal('SIGHUP', () => {
    logLine(process, notice(process, 'notice', 'signal 1 (SIGHUP) received, reconfiguring'));
    const [next, mistake] = configurationOf(process);
    if (mistake !== null) return logLine(process, notice(process, 'emerg', mistake));
    servers = next;
    listen();
  });
  await ended(process);
  for (const listener of listeners.values()) listener.close();
  return 0;
}

function boundTo({ address = '0.0.0.0', port }: { address?: string | undefined; port: number }): string {
  return `${address}:${port}`;
}

function answerRequest(process: Process, server: NginxServer | undefined, exchange: Exchange): void {
  const { machine } = process;
  const { request, response, socket } = exchange;
  const path = pathOf(request.url ?? '/');
  const method = request.method ?? 'GET';
  const answer = answerTo(machine.files, server ?? { port: 80, locations: [] }, path, method);
  const variables: Readonly<Record<string, string>> = {
    hostname: machine.hostname,
    remote_addr: socket.remoteAddress,
    host: (request.headers.host ?? '').split(':')[0] ?? '',
    http_host: request.headers.host ?? '',
    uri: path,
    request_uri: request.url ?? '/',
    request_method: method,
    scheme: 'http',
    server_port: String(server?.port ?? 80),
  };
  const expanded = (text: string) => text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => variables[name] ?? whole);
  const body = answer.headers?.['ETag']
    ? answer.body
    : Buffer.from(expanded(Buffer.from(answer.body).toString('utf8')));
  response.writeHead(answer.status, {
    Server: VERSION,
    Date: new Date(machine.clock.now()).toUTCString(),
    'Content-Type': answer.contentType,
    'Content-Length': body.length,
    ...(answer.headers?.['Last-Modified'] ? { 'Last-Modified': answer.headers['Last-Modified'] } : {}),
    Connection: response.shouldKeepAlive ? 'keep-alive' : 'close',
    ...(answer.headers?.['Location'] ? { Location: locationOf(expanded(answer.headers['Location']), exchange) } : {}),
    ...(answer.headers?.['ETag'] ? { ETag: answer.headers['ETag'], 'Accept-Ranges': 'bytes' } : {}),
  });
  response.end(method === 'HEAD' ? undefined : body);
  tellRequest(process, exchange, { ...answer, bytes: method === 'HEAD' ? 0 : body.length });
}

/** A redirection to a path goes to the host that was asked. */
function locationOf(target: string, { request }: Exchange): string {
  return target.startsWith('/') ? `http://${request.headers.host ?? 'localhost'}${target}` : target;
}

function tellRequest(
  process: Process,
  { request, socket, id }: Exchange,
  { status, bytes, error }: { status: number; bytes: number; error?: string },
): void {
  const line = `${request.method} ${request.url} HTTP/${request.httpVersion}`;
  const { host, referer, 'user-agent': agent, 'x-forwarded-for': forwarded } = request.headers;
  const peer = socket.remoteAddress;
  if (error) {
    const where = `client: ${peer}, server: localhost, request: "${line}", host: "${host ?? ''}"`;
    const text = notice(process, 'error', `*${id} ${error}, ${where}`).replace(/ \d+#\d+:/, ' 29#29:');
    process.stderr.write(encoder.encode(`${text}\n`)).catch(() => {});
  }
  const time = localTime(process.machine.clock.now());
  logLine(
    process,
    `${peer} - - [${time}] "${line}" ${status} ${bytes} "${referer ?? '-'}" "${agent ?? '-'}" "${forwarded ?? '-'}"`,
  );
}

/** The request's path without query, normalised so that it cannot leave the root. */
function pathOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url, 'http://host').pathname).replaceAll('/../', '/');
  } catch {
    return '/';
  }
}

/** A line of the error log: `2026/01/05 09:00:00 [notice] 1#1: start worker processes`. */
function notice({ machine, pid }: Process, level: string, text: string): string {
  const time = new Date(machine.clock.now()).toISOString();
  return `${time.slice(0, 10).replaceAll('-', '/')} ${time.slice(11, 19)} [${level}] ${pid}#${pid}: ${text}`;
}

/** What the image's entrypoint says of its own scripts. */
function tellEntrypoint(process: Process): void {
  if (!process.args[0]?.endsWith('docker-entrypoint.sh')) return;
  const scripts = '/docker-entrypoint.d';
  const lines = [
    `${scripts}/ is not empty, will attempt to perform configuration`,
    `Looking for shell scripts in ${scripts}/`,
    `Launching ${scripts}/10-listen-on-ipv6-by-default.sh`,
    `Sourcing ${scripts}/15-local-resolvers.envsh`,
    `Launching ${scripts}/20-envsubst-on-templates.sh`,
    `Launching ${scripts}/30-tune-worker-processes.sh`,
    'Configuration complete; ready for start up',
  ];
  for (const line of lines) logLine(process, `/docker-entrypoint.sh: ${line}`);
}

function tellStart(process: Process): void {
  const lines = [
    'using the "epoll" event method',
    VERSION,
    'OS: Linux 6.12.57+deb13-amd64',
    'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
    'start worker processes',
    ...[29, 30, 31, 32].map((worker) => `start worker process ${worker}`),
  ];
  for (const line of lines) logLine(process, notice(process, 'notice', line));
}
