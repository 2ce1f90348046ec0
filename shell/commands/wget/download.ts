import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { sleep } from '../../../cluster/machinery/clock.ts';
import { timeText } from './amounts.ts';
import { type Connection, openConnection } from './connection.ts';
import { Failure, STATUS } from './failure.ts';
import { lengthLine, save, targetOf } from './save.ts';
import type { Session } from './session.ts';

const TRIES = 20;
const REDIRECTS = 20;
const LONGEST_WAIT_SECONDS = 10;
const VERSION = 'Wget/1.21.3';

/** One URL: redirects followed, tried again where it may help. Throws `Failure`. */
export async function download(session: Session, first: URL): Promise<void> {
  const { call } = session;
  const tries = call.value('t') === undefined ? TRIES : Number(call.value('t')) || Number.POSITIVE_INFINITY;
  for (let attempt = 1; ; attempt++) {
    try {
      return await follow(session, first, attempt);
    } catch (error) {
      if (!(error instanceof Failure) || !error.transient) throw error;
      await session.say(error.message);
      if (attempt >= tries) throw new Failure(tries === 1 ? '' : 'Giving up.\n\n', error.status);
      await session.say('Retrying.\n\n');
      const { clock } = call.process.machine;
      await sleep(clock, Math.min(attempt, LONGEST_WAIT_SECONDS) * 1000, call.process.signal);
    }
  }
}

async function follow(session: Session, first: URL, attempt: number): Promise<void> {
  const limit = Number(session.call.value('max-redirect') ?? REDIRECTS);
  let url = first;
  let method = methodOf(session);
  for (let hop = 0; ; hop++) {
    const attemptText = attempt > 1 ? `(try:${String(attempt).padStart(2)})  ` : '';
    const now = timeText(session.call.process.machine.clock.now());
    if (session.call.has('spider')) await session.explain('Spider mode enabled. Check if remote file exists.\n');
    await session.explain(`--${now}--  ${attemptText}${url.href}\n`);
    const { response, present } = await asked(session, url, method);
    const { statusCode: status = 0, headers } = response;
    if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) {
      return finish(session, first, url, response, present);
    }
    await drained(response);
    await session.explain(`Location: ${headers.location} [following]\n`);
    if (hop >= limit) throw new Failure(`${limit} redirections exceeded.\n`, STATUS.response);
    url = new URL(headers.location, url);
    if (status < 307 && method === 'POST') method = 'GET';
  }
}

function methodOf({ call }: Session): string {
  if (call.has('spider')) return 'HEAD';
  return call.value('method') ?? (call.has('post-data') || call.has('post-file') ? 'POST' : 'GET');
}

/** The answer; a second one with name and password when they are asked for. */
async function asked(
  session: Session,
  url: URL,
  method: string,
): Promise<{ response: IncomingMessage; present: number }> {
  const { call } = session;
  const { present } = targetOf(session, url);
  const user = call.value('user') ?? call.value('http-user') ?? decodeURIComponent(url.username);
  const password = call.value('password') ?? call.value('http-password') ?? decodeURIComponent(url.password);
  const credentials = user === '' ? undefined : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  let authorization = call.has('auth-no-challenge') ? credentials : undefined;
  for (;;) {
    const connection = await openConnection(session, url);
    const response = await exchange(session, connection, url, method, { present, authorization });
    const challenge = response.headers['www-authenticate'];
    if (response.statusCode !== 401) return { response, present };
    await drained(response);
    if (credentials === undefined || authorization !== undefined || !/^basic/i.test(challenge ?? '')) {
      throw new Failure('\nUsername/Password Authentication Failed.\n', STATUS.authentication);
    }
    authorization = credentials;
    await session.explain(`Authentication selected: ${challenge}\n`);
  }
}

async function exchange(
  session: Session,
  connection: Connection,
  url: URL,
  method: string,
  { present, authorization }: { present: number; authorization: string | undefined },
): Promise<IncomingMessage> {
  const { call } = session;
  const body = method === 'GET' || method === 'HEAD' ? undefined : bodyOf(session);
  const headers: Record<string, string> = {
    Host: url.host,
    'User-Agent': call.value('U') ?? VERSION,
    Accept: '*/*',
    'Accept-Encoding': 'identity',
    ...(authorization !== undefined && { Authorization: authorization }),
    Connection: 'Keep-Alive',
    ...(present > 0 && { Range: `bytes=${present}-` }),
    ...(body !== undefined && {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(Buffer.byteLength(body)),
    }),
  };
  for (const line of call.values('header')) {
    const [, name, value = ''] = /^([^\s:]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined)
      throw new Failure(`wget: --header: Invalid header ${session.quoted(line)}.\n`, STATUS.parse);
    const known = Object.keys(headers).find((one) => one.toLowerCase() === name.toLowerCase());
    headers[known ?? name] = value;
  }
  await session.explain(`HTTP request sent, awaiting response... `);
  const response = await connection.ask(session, { method, path: `${url.pathname}${url.search}`, headers, body });
  session.kept = connection;
  const line = `${response.statusCode} ${response.statusMessage}`;
  if (!call.has('S')) await session.explain(`${line}\n`);
  else {
    const sent = response.rawHeaders.flatMap((text, at) =>
      at % 2 === 0 ? [`  ${text}: ${response.rawHeaders[at + 1]}\n`] : [],
    );
    await session.explain('\n');
    await session.tell(`  HTTP/${response.httpVersion} ${line}\n${sent.join('')}`);
  }
  return response;
}

function bodyOf({ call }: Session): string {
  const file = call.value('post-file') ?? call.value('body-file');
  if (file === undefined) return call.value('post-data') ?? call.value('body-data') ?? '';
  return Buffer.from(call.process.machine.files.read(call.path(file))).toString();
}

async function finish(
  session: Session,
  first: URL,
  url: URL,
  response: IncomingMessage,
  present: number,
): Promise<void> {
  const { call } = session;
  const { statusCode: status = 0, statusMessage: reason = '', headers } = response;
  const now = timeText(call.process.machine.clock.now());
  const type = headers['content-type']?.split(';')[0];
  if (present > 0 && (status === 416 || (status === 200 && Number(headers['content-length']) === present))) {
    await drained(response);
    return session.explain('\n    The file is already fully retrieved; nothing to do.\n\n');
  }
  if (status < 200 || status >= 300) {
    await drained(response);
    const heading = session.terse ? `${url.href}:\n` : '';
    const words = call.has('spider')
      ? `Remote file does not exist -- broken link!!!\n${session.terse ? '' : '\n'}`
      : `${now} ERROR ${status}: ${reason}.\n${session.terse ? '' : '\n'}`;
    throw new Failure(heading + words, STATUS.response);
  }
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  const partial = status === 206 ? present : 0;
  const total = length === undefined ? undefined : length + partial;
  await session.explain(lengthLine(total, partial, type));
  if (call.has('spider')) {
    await drained(response);
    if (session.terse) return session.say(`${now} URL: ${url.href} ${status} ${reason}\n`);
    const more = /html/.test(type ?? '')
      ? ' and could contain further links,\nbut recursion is disabled -- not retrieving'
      : '';
    return session.say(`Remote file exists${more}.\n\n`);
  }
  const target = targetOf(session, first);
  await save(session, url, response, { ...target, present: partial }, total);
}

/** Reads what is left, so that the connection can be used again. */
async function drained(response: IncomingMessage): Promise<void> {
  if (response.readableEnded) return;
  response.resume();
  await once(response, 'end');
}
