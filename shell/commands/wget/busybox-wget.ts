import { Agent, type IncomingMessage, request as send } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { NetworkError } from '../../../cluster/machinery/machine.ts';
import { type Call, defineCommand } from '../everyday/define.ts';

const DEFAULT_TIMEOUT_SECONDS = 900;
const MAXIMUM_REDIRECTS = 5;

/** What ends a download: busybox's words after `wget: `. */
class DownloadError extends Error {}

/** busybox wget: HTTP(S) to a file or standard output. */
export const busyboxWget = defineCommand(
  {
    name: 'wget',
    usage:
      'Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[-P DIR] [-U AGENT] [-T SEC] URL...',
    flags: 'cqSs5',
    values: 'OoPUTYhdt',
    long: {
      quiet: 'q',
      spider: 's',
      'output-document': 'O',
      timeout: 'T',
      tries: 't',
      'user-agent': 'U',
      header: 'h',
      'post-data': 'd',
      'no-check-certificate': '5',
      continue: 'c',
    },
  },
  async (call) => {
    if (call.operands.length === 0) {
      await call.complain("missing URL\nTry 'wget --help' for more information.");
      return 1;
    }
    for (const operand of call.operands) {
      try {
        await download(call, new URL(/^[a-z]+:\/\//.test(operand) ? operand : `http://${operand}`));
      } catch (error) {
        if (!(error instanceof DownloadError)) throw error;
        await call.complain(error.message);
      }
    }
    return call.status;
  },
);

async function download(call: Call, first: URL): Promise<void> {
  let url = first;
  for (let hop = 0; hop <= MAXIMUM_REDIRECTS; hop++) {
    const { response, close } = await ask(call, url);
    try {
      const status = response.statusCode ?? 0;
      const line = `HTTP/1.1 ${status} ${response.statusMessage}`;
      if (call.has('S')) await note(call, `  ${line}\n`);
      if (status >= 300 && status < 400 && response.headers.location) {
        url = new URL(response.headers.location, url);
        continue;
      }
      if (status < 200 || status >= 300) throw new DownloadError(`server returned error: ${line}`);
      if (!call.has('s')) await save(call, url, response);
      else await note(call, 'remote file exists\n');
      return;
    } finally {
      close();
    }
  }
  throw new DownloadError('too many redirections');
}

async function note(call: Call, text: string): Promise<void> {
  if (!call.has('q')) await call.process.stderr.write(Buffer.from(text));
}

async function ask(call: Call, url: URL): Promise<{ response: IncomingMessage; close: () => void }> {
  const { network, clock } = call.process.machine;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const timeoutMs = Number(call.value('T') ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
  const address = await addressOf(call, url.hostname);
  await note(call, `Connecting to ${url.host} (${address}:${port})\n`);
  try {
    const raw = await network.dial(address, port, { signal: call.process.signal, timeoutMs });
    const socket: Duplex =
      url.protocol === 'https:'
        ? connectTls({ socket: raw, rejectUnauthorized: false, servername: url.hostname })
        : raw;
    const late = clock.schedule(timeoutMs, () => raw.destroy(new DownloadError('download timed out')));
    const response = await exchange(call, socket, url);
    return {
      response,
      close: () => {
        late();
        raw.destroy();
      },
    };
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    if (error instanceof NetworkError && error.code === 'ETIMEDOUT') throw new DownloadError('download timed out');
    if (error instanceof NetworkError) {
      throw new DownloadError(`can't connect to remote host (${address}): ${error.message}`);
    }
    throw new DownloadError('error getting response');
  }
}

async function addressOf(call: Call, host: string): Promise<string> {
  if (/^\d+(\.\d+){3}$/.test(host)) return host;
  try {
    return (await call.process.machine.network.lookup(host))[0] ?? host;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    throw new DownloadError(`bad address '${host}'`);
  }
}

function exchange(call: Call, socket: Duplex, url: URL): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false });
    agent.createConnection = () => socket;
    const body = call.value('d');
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(call.value('h') ?? '') ?? [];
    const outgoing = send({
      agent,
      method: body === undefined ? 'GET' : 'POST',
      path: `${url.pathname}${url.search}`,
      headers: {
        Host: url.host,
        'User-Agent': call.value('U') ?? 'Wget',
        Connection: 'close',
        ...(name ? { [name]: value } : {}),
        ...(body === undefined
          ? {}
          : { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) }),
      },
    });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function save(call: Call, url: URL, response: IncomingMessage): Promise<void> {
  const target = call.value('O') ?? (url.pathname.slice(url.pathname.lastIndexOf('/') + 1) || 'index.html');
  const { files } = call.process.machine;
  const path = call.path(call.value('P') === undefined ? target : `${call.value('P')}/${target}`);
  const toStdout = target === '-';
  await note(call, toStdout ? 'writing to stdout\n' : `saving to '${target}'\n`);
  if (!toStdout) files.write(path, new Uint8Array());
  try {
    for await (const chunk of response) {
      if (toStdout) await call.process.stdout.write(Buffer.from(chunk as Uint8Array));
      else files.append(path, Buffer.from(chunk as Uint8Array));
    }
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw new DownloadError('connection closed prematurely');
  }
  await note(call, toStdout ? 'written to stdout\n' : `'${target}' saved\n`);
}
