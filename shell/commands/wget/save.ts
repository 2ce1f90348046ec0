import type { IncomingMessage } from 'node:http';
import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import { humanSize, rateText, timeText } from './amounts.ts';
import { Failure, STATUS } from './failure.ts';
import { bar, dots } from './progress.ts';
import type { Session } from './session.ts';

/** Below this nobody measures: what a fast transfer takes. */
const FASTEST_MS = 0.004;
const FASTEST_BYTES_A_MS = 400_000;

export interface Target {
  /** As it is shown; null for standard output. */
  readonly name: string | null;
  /** Bytes that are there already (`-c`). */
  readonly present: number;
}

/** The file that a URL's document goes to: -O, -P, or its last segment with the first free number. */
export function targetOf(session: Session, url: URL): Target {
  const { call } = session;
  const { files } = call.process.machine;
  const given = call.value('O');
  if (given !== undefined) return { name: given === '-' ? null : given, present: 0 };
  const segment = decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf('/') + 1)) || 'index.html';
  const folder = call.value('P')?.replace(/\/+$/, '');
  const base = `${folder === undefined ? '' : `${folder}/`}${segment}${url.search}`;
  if (call.has('c') && files.exists(call.path(base))) {
    return { name: base, present: files.read(call.path(base)).length };
  }
  let name = base;
  for (let number = 1; files.exists(call.path(name)); number++) name = `${base}.${number}`;
  return { name, present: 0 };
}

/** `Length: 6 (1.2K), 3 remaining [text/html]`. */
export function lengthLine(total: number | undefined, present: number, type: string | undefined): string {
  const remaining = present > 0 && total !== undefined ? `, ${total - present} remaining` : '';
  const size = total === undefined ? 'unspecified' : `${total}${humanSize(total)}${remaining}`;
  return `Length: ${size}${type ? ` [${type}]` : ''}\n`;
}

/** Writes a document to its place and tells of it. `total` includes what was there before. */
export async function save(
  session: Session,
  url: URL,
  response: IncomingMessage,
  target: Target,
  total: number | undefined,
): Promise<void> {
  const { process } = session.call;
  const { clock } = process.machine;
  await session.explain(`Saving to: ${session.quoted(target.name ?? 'STDOUT')}\n`);
  const writer = openTarget(session, target);
  const started = clock.now();
  let received = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    for (let wait = haltedProcess(process); wait; wait = haltedProcess(process)) await wait;
    process.signal.throwIfAborted();
    received += chunk.length;
    await writer(chunk);
  }
  const milliseconds = Math.max(clock.now() - started, FASTEST_MS + received / FASTEST_BYTES_A_MS);
  session.downloads++;
  session.bytes += received;
  session.transferMs += milliseconds;
  const all = received + target.present;
  const name = target.name ?? '-';
  const facts = { name: name.slice(name.lastIndexOf('/') + 1), received: all, total, milliseconds };
  await session.explain(process.stdoutIsTerminal ? `\n${bar(facts)}` : dots(facts));
  const size = `[${all}${total === undefined ? '' : `/${total}`}]`;
  const when = timeText(clock.now());
  if (session.terse) return session.say(`${when} URL:${url.href} ${size} -> "${name}" [1]\n`);
  const done = target.name === null ? 'written to stdout' : `${session.quoted(target.name)} saved`;
  await session.say(`${when} (${rateText(received, milliseconds)}) - ${done} ${size}\n\n`);
}

function openTarget(session: Session, { name, present }: Target): (chunk: Buffer) => Promise<void> {
  const { call } = session;
  const { files } = call.process.machine;
  if (name === null) return (chunk) => call.process.stdout.write(chunk);
  const path = call.path(name);
  const folder = call.value('P');
  if (folder !== undefined && !files.exists(call.path(folder)))
    files.makeDirectory(call.path(folder), { recursive: true });
  if (present === 0 && !call.has('O')) files.write(path, new Uint8Array());
  return async (chunk) => files.append(path, chunk);
}

/** -O makes its file before anything else happens. Throws `Failure`. */
export function makeOutput(session: Session, reasonOf: (error: unknown) => string): void {
  const { call } = session;
  const given = call.value('O');
  if (given === undefined || given === '-') return;
  try {
    call.process.machine.files.write(call.path(given), new Uint8Array());
  } catch (error) {
    throw new Failure(`${given}: ${reasonOf(error)}\n`, STATUS.generic);
  }
}
