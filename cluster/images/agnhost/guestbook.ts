import { sleep } from '../../machinery/clock.ts';
import type { Process } from '../../machinery/machine.ts';
import { goLog } from '../go-text.ts';
import { httpGet } from '../http-client.ts';
import { respond, runHttpService } from '../http-service.ts';
import { parseFlags } from './flags.ts';

const RETRY_MS = 3000;
const GIVE_UP_MS = 60_000;

/** One server of the guestbook: a store that hands what is set on to the replicas that have registered. */
interface Guestbook {
  readonly process: Process;
  readonly backendPort: number;
  data: Record<string, string>;
  readonly replicas: string[];
}

/** test/images/agnhost/guestbook */
export function guestbook(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2));
  const backendPort = flags.number('backend-port', 6379);
  const book: Guestbook = { process, backendPort, data: {}, replicas: [] };
  const primary = flags.text('replicaof');
  if (primary) void register(book, primary);
  return runHttpService(
    process,
    { port: flags.number('http-port', 80), program: 'agnhost' },
    ({ request, response }) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
      answer(book, pathname, searchParams).then(
        ({ status, body }) => respond(response, status, body),
        (error: unknown) => respond(response, 417, `${String(error)}\n`),
      );
    },
  );
}

/** Asks the primary for its data, and to be told of what comes. */
async function register(book: Guestbook, primary: string): Promise<void> {
  const { machine, signal } = book.process;
  const own = machine.network
    .interfaces()
    .find(({ kind }) => kind !== 'loopback')
    ?.addresses[0]?.split('/')[0];
  const untilMs = machine.clock.now() + GIVE_UP_MS;
  while (machine.clock.now() < untilMs && !signal.aborted) {
    try {
      goLog(book.process, `Registering to primary: ${primary}:${book.backendPort}/register?host=${own}`);
      const { body } = await httpGet(machine, primary, book.backendPort, `/register?host=${own}`);
      book.data = (JSON.parse(body) as { data: Record<string, string> }).data;
      goLog(book.process, `Registered to node: ${primary}`);
      return;
    } catch (error) {
      goLog(book.process, `encountered error while registering to primary: ${String(error)}. Retrying in 3s.`);
      await sleep(machine.clock, RETRY_MS);
    }
  }
}

async function answer(
  book: Guestbook,
  path: string,
  query: URLSearchParams,
): Promise<{ status: number; body: string }> {
  const [command, key, value] = ['cmd', 'key', 'value'].map((name) => query.get(name) ?? '') as [
    string,
    string,
    string,
  ];
  goLog(book.process, `GET ${path}?${query}`);
  if (path === '/register') {
    book.replicas.push(query.get('host') ?? '');
    return { status: 200, body: JSON.stringify({ data: book.data }) };
  }
  if (path === '/get') return { status: 200, body: JSON.stringify({ data: key ? (book.data[key] ?? '') : book.data }) };
  if (path === '/set') return set(book, key, value);
  if (path !== '/guestbook') return { status: 404, body: '404 page not found\n' };
  const verb = command.toLowerCase();
  if (verb !== 'get' && verb !== 'set') return { status: 400, body: `unsupported cmd: '${verb}'\n` };
  if (verb === 'set' && !key) return { status: 400, body: 'cannot set with empty key.\n' };
  const host = verb === 'get' ? 'agnhost-replica' : 'agnhost-primary';
  const request = verb === 'get' ? `get?key=${key}` : `set?key=${key}&value=${value}`;
  const { body } = await httpGet(book.process.machine, host, book.backendPort, `/${request}`);
  return { status: 200, body };
}

async function set(book: Guestbook, key: string, value: string): Promise<{ status: number; body: string }> {
  if (!key) return { status: 400, body: 'cannot set with empty key.\n' };
  book.data[key] = value;
  for (const replica of book.replicas) {
    await httpGet(book.process.machine, replica, book.backendPort, `/set?key=${key}&value=${value}`);
  }
  return { status: 200, body: '{"message":"Updated"}' };
}
