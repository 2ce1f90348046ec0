import { BrokenPipe } from '../../../cluster/machinery/byte-stream.ts';
import { sleep } from '../../../cluster/machinery/clock.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { CurlError, UsageError } from './errors.ts';
import { type Command, exchange, redirectTarget } from './exchange.ts';
import { expandUrl } from './glob.ts';
import { type CurlOptions, parseOptions } from './options.ts';
import { remoteName, type Sink, sinkFor } from './output.ts';
import { PROGRESS_HEAD, progressEnd } from './progress.ts';
import { type RequestParts, requestParts } from './request.ts';
import { newTransfer, type Transfer } from './transfer.ts';
import { writeOut } from './write-out.ts';

/** curl 7.88.1 for HTTP and HTTPS over the machine's network. */
export async function curl(process: Process): Promise<number> {
  const error = (text: string) => process.stderr.write(Buffer.from(text));
  let options: CurlOptions;
  try {
    options = parseOptions(process.args.slice(1));
    refuse(options);
  } catch (failure) {
    if (!(failure instanceof UsageError)) throw failure;
    if (failure.message) await error(`curl: ${failure.message}\n`);
    await error("curl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  if (options.switches.has('version')) {
    await process.stdout.write(
      Buffer.from('curl 7.88.1\nProtocols: http https\nFeatures: alt-svc HTTPS-proxy IPv6 SSL\n'),
    );
    return 0;
  }
  if (options.switches.has('help')) {
    await process.stdout.write(Buffer.from('Usage: curl [options...] <url>\n'));
    return 0;
  }
  return transferAll(process, options);
}

function refuse(options: CurlOptions): void {
  const asked = options.switches;
  if (asked.has('version') || asked.has('help')) return;
  if (options.values.has('proxy')) throw new UsageError('option -x: this curl uses no proxies');
  if (asked.has('parallel')) throw new UsageError('option -Z: this curl makes one transfer after another');
  if (asked.has('ipv6')) throw new UsageError('option -6: this network has no IPv6');
  if (options.urls.length === 0) throw new UsageError('');
  if (asked.has('head') && options.data.length > 0) {
    throw new UsageError('You can only select one HTTP request method!');
  }
}

async function transferAll(process: Process, options: CurlOptions): Promise<number> {
  const verbose = options.switches.has('verbose');
  const command: Command = {
    process,
    options,
    note: async (text) => {
      if (verbose) await process.stderr.write(Buffer.from(`* ${text}\n`));
    },
    ended: async (transfer) => {
      if (!transfer.metered) return;
      transfer.metered = false;
      transfer.endedMs = process.machine.clock.now();
      await process.stderr.write(Buffer.from(progressEnd(transfer)));
    },
    pool: { idle: [], next: 0 },
  };
  let exitCode = 0;
  let number = 0;
  try {
    for (const [index, pattern] of options.urls.entries()) {
      const urls = options.switches.has('globoff') ? [pattern] : expandUrl(pattern);
      for (const url of urls) {
        exitCode = await oneUrl(command, url, index, number++);
        if (process.signal.aborted) return 130;
        if (exitCode !== 0 && options.switches.has('fail-early')) return exitCode;
      }
    }
    return exitCode;
  } catch (failure) {
    if (failure instanceof BrokenPipe) return 23;
    throw failure;
  } finally {
    for (const connection of command.pool.idle) connection.raw.destroy();
  }
}

async function oneUrl(command: Command, url: string, index: number, number: number): Promise<number> {
  const { process, options } = command;
  const meter = showsMeter(command, index);
  const attempts = 1 + Number(options.values.get('retry') ?? 0);
  for (let attempt = 1; ; attempt++) {
    const transfer = newTransfer(process, url, number);
    transfer.metered = meter;
    if (meter) await process.stderr.write(Buffer.from(PROGRESS_HEAD));
    const failure = await attemptTransfer(command, transfer, url, index);
    if (process.signal.aborted) return 130;
    await command.ended(transfer);
    transfer.endedMs = process.machine.clock.now();
    const retry = attempt < attempts && isTransient(options, transfer, failure);
    if (!retry) return finish(command, transfer, failure);
    await announceRetry(command, failure, attempts - attempt, attempt);
  }
}

async function attemptTransfer(
  command: Command,
  transfer: Transfer,
  url: string,
  index: number,
): Promise<CurlError | null> {
  try {
    await withLimits(command, transfer, (signal) => follow(command, transfer, url, index, signal));
    const { head } = transfer;
    if (command.options.switches.has('fail-with-body') && head && head.status >= 400) {
      return new CurlError(22, `The requested URL returned error: ${head.status}`);
    }
    return null;
  } catch (failure) {
    if (failure instanceof CurlError) return failure;
    if (command.process.signal.aborted) return new CurlError(130, '');
    throw failure;
  }
}

/** -m and --connect-timeout. */
async function withLimits(
  command: Command,
  transfer: Transfer,
  run: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { clock } = command.process.machine;
  const { values } = command.options;
  const controller = new AbortController();
  const stop = () => controller.abort();
  command.process.signal.addEventListener('abort', stop, { once: true });
  let expired: CurlError | null = null;
  const limit = (name: string, text: (elapsed: number) => string | null) => {
    const seconds = Number(values.get(name) ?? 0);
    if (!(seconds > 0)) return () => {};
    return clock.schedule(seconds * 1000, () => {
      const message = text(clock.now() - transfer.startedMs);
      if (message === null) return;
      expired = new CurlError(28, message);
      controller.abort();
    });
  };
  const cancels = [
    limit('max-time', (elapsed) => overtime(transfer, elapsed)),
    limit('connect-timeout', (elapsed) => {
      const { hostname, port, protocol } = new URL(transfer.effectiveUrl);
      const number = port || (protocol === 'https:' ? '443' : '80');
      return transfer.timing.connectedMs > 0
        ? null
        : `Failed to connect to ${hostname} port ${number} after ${elapsed} ms: Timeout was reached`;
    }),
  ];
  try {
    await run(controller.signal);
  } catch (failure) {
    throw expired ?? failure;
  } finally {
    for (const cancel of cancels) cancel();
    command.process.signal.removeEventListener('abort', stop);
  }
}

function overtime(transfer: Transfer, elapsed: number): string {
  if (transfer.timing.connectedMs === 0) return `Connection timed out after ${elapsed} milliseconds`;
  const total = transfer.expectedBytes === null ? '' : ` out of ${transfer.expectedBytes}`;
  return `Operation timed out after ${elapsed} milliseconds with ${transfer.downloadedBytes}${total} bytes received`;
}

async function follow(
  command: Command,
  transfer: Transfer,
  text: string,
  index: number,
  signal: AbortSignal,
): Promise<void> {
  const { process, options } = command;
  let url = parseUrl(text);
  let parts = await requestParts(process, options);
  if (options.switches.has('get') && parts.body) url = withQuery(url, parts.body.toString());
  for (const entry of options.resolve) await command.note(`Added ${entry.replace(/^\+/, '')} to DNS cache`);
  const sink = sinkAt(command, url, index);
  transfer.fileName = sink.fileName;
  const most = Number(options.values.get('max-redirs') ?? 50);
  for (;;) {
    transfer.effectiveUrl = url.href;
    transfer.method = parts.method;
    const head = await exchange(command, transfer, url, parts, sink, signal);
    const location = redirectTarget(options, head);
    if (location === null) {
      transfer.redirectUrl = unfollowed(head, url);
      return;
    }
    if (transfer.redirects >= most) throw new CurlError(47, `Maximum (${most}) redirects followed`);
    transfer.redirects++;
    url = new URL(location, url);
    await command.note(`Issue another request to this URL: '${url.href}'`);
    parts = redirected(parts, head.status, options);
  }
}

function unfollowed(head: { status: number; headers: readonly (readonly [string, string])[] }, url: URL): string {
  if (head.status < 300 || head.status >= 400) return '';
  const location = head.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  return location ? new URL(location, url).href : '';
}

/** 301, 302 and 303 make a POST a GET (RFC 9110 section 15.4), unless -X says otherwise. */
function redirected(parts: RequestParts, status: number, options: CurlOptions): RequestParts {
  const becomesGet = status <= 303 && parts.method === 'POST' && options.method === null;
  return becomesGet ? { method: 'GET', body: null, contentType: null } : parts;
}

function withQuery(url: URL, query: string): URL {
  const result = new URL(url);
  result.search = url.search ? `${url.search}&${query}` : `?${query}`;
  return result;
}

function parseUrl(text: string): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme && scheme !== 'http' && scheme !== 'https') {
    throw new CurlError(1, `Protocol "${scheme}" not supported or disabled in libcurl`);
  }
  try {
    return new URL(scheme ? text : `http://${text}`);
  } catch {
    throw new CurlError(
      3,
      /:\d{6,}|:[^/\d]/.test(text.replace(/^[a-z]+:\/\//i, ''))
        ? 'URL using bad/illegal format or missing URL'
        : 'URL using bad/illegal format or missing URL',
    );
  }
}

function sinkAt({ process, options }: Command, url: URL, index: number): Sink {
  const output = options.outputs[index] ?? (options.switches.has('remote-name-all') ? '' : null);
  return sinkFor(process, output === '' ? remoteName(url) : output);
}

function showsMeter({ options, process }: Command, index: number): boolean {
  if (options.switches.has('silent') || options.switches.has('no-progress-meter')) return false;
  const output = options.outputs[index];
  return output === undefined || output === '-' ? !process.stdoutIsTerminal : true;
}

function isTransient(options: CurlOptions, transfer: Transfer, failure: CurlError | null): boolean {
  if (failure && options.switches.has('retry-all-errors')) return true;
  if (failure?.code === 7) return options.switches.has('retry-connrefused');
  if (failure && (failure.code === 28 || failure.code === 6)) return true;
  return [408, 429, 500, 502, 503, 504].includes(transfer.head?.status ?? 0);
}

async function announceRetry(
  command: Command,
  failure: CurlError | null,
  left: number,
  attempt: number,
): Promise<void> {
  const { process, options } = command;
  const given = options.values.get('retry-delay');
  const seconds = given === undefined ? Math.min(600, 2 ** (attempt - 1)) : Number(given);
  const why = failure
    ? failure.code === 28
      ? 'timeout'
      : failure.code === 7
        ? 'connection refused'
        : failure.code === 22
          ? 'HTTP error'
          : 'error'
    : 'HTTP error';
  const noun = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : word === 'retry' ? '' : 's'}`;
  if (!options.switches.has('silent') || options.switches.has('show-error')) {
    if (failure?.message) await process.stderr.write(Buffer.from(`curl: (${failure.code}) ${failure.message}\n`));
  }
  if (!options.switches.has('silent')) {
    const retries = left === 1 ? '1 retry' : `${left} retries`;
    await process.stderr.write(
      Buffer.from(`Warning: Problem: ${why}. Will retry in ${noun(seconds, 'second')}. ${retries} left.\n`),
    );
  }
  await sleep(process.machine.clock, seconds * 1000, process.signal).catch(() => {});
}

async function finish(command: Command, transfer: Transfer, failure: CurlError | null): Promise<number> {
  const { process, options } = command;
  transfer.exitCode = failure?.code ?? 0;
  transfer.errorMessage = failure?.message ?? '';
  const quiet = options.switches.has('silent') && !options.switches.has('show-error');
  if (failure && !quiet) {
    const advice = failure.advice ? `${failure.advice}` : '';
    await process.stderr.write(Buffer.from(`curl: (${failure.code}) ${failure.message}\n${advice}`));
  }
  const format = options.values.get('write-out');
  if (format !== undefined) {
    const text = writeOut(await formatText(command, format), transfer);
    if (text.stdout) await process.stdout.write(Buffer.from(text.stdout));
    if (text.stderr) await process.stderr.write(Buffer.from(text.stderr));
  }
  return transfer.exitCode;
}

async function formatText({ process }: Command, format: string): Promise<string> {
  if (!format.startsWith('@')) return format;
  const { machine, workingDirectory } = process;
  const path = format.slice(1).startsWith('/') ? format.slice(1) : `${workingDirectory}/${format.slice(1)}`;
  return machine.files.exists(path) ? Buffer.from(machine.files.read(path)).toString('utf8') : '';
}
