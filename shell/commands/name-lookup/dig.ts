import { sleep } from '../../../cluster/machinery/clock.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { type DigLookup, InvalidOption, parseDig } from './dig-options.ts';
import { nameServer, searchList } from './lookup.ts';
import { type Answer, type AnswerRecord, ask, dotted, isAddress } from './question.ts';

const VERSION = '9.18.33-1~deb12u2-Debian';

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
`;

/** dig(1) of bind 9.18. */
export async function dig(process: Process): Promise<number> {
  const args = process.args.slice(1);
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  if (args.includes('-h')) return print(USAGE).then(() => 0);
  if (args.includes('-v')) return process.stderr.write(Buffer.from(`DiG ${VERSION}\n`)).then(() => 0);
  let lookups: DigLookup[];
  try {
    lookups = parseDig(args);
  } catch (error) {
    if (!(error instanceof InvalidOption)) throw error;
    await process.stderr.write(Buffer.from(`Invalid option: ${error.message}\n${USAGE}`));
    return 1;
  }
  // Whether the command line is shown is the last lookup's word.
  const { cmd } = lookups.at(-1)!.sections;
  for (const [index, lookup] of lookups.entries()) {
    const server = await serverAddress(process, lookup.server);
    if (server === null) {
      await process.stderr.write(Buffer.from(`dig: couldn't get address for '${lookup.server}': not found\n`));
      return 1;
    }
    const found = await resolve(process, lookup, server);
    const head = index === 0 && cmd && !lookup.sections.short ? headText(args, lookup) : '';
    if (!found) {
      await unreachable(process, lookup, server, head);
      return 9;
    }
    await print(
      lookup.sections.short ? shortText(found.answer) : `${head}${answerText(process, lookup, server, found)}`,
    );
  }
  return 0;
}

interface Found {
  readonly name: string;
  readonly answer: Answer;
}

async function serverAddress(process: Process, name: string | null): Promise<string | null> {
  if (name === null) return nameServer(process);
  if (isAddress(name)) return name;
  return (await process.machine.network.lookup(name).catch(() => []))[0] ?? null;
}

async function resolve(process: Process, lookup: DigLookup, server: string): Promise<Found | null> {
  const names =
    lookup.search && !lookup.name.endsWith('.') ? searchList(process).map((domain) => `${lookup.name}.${domain}`) : [];
  for (const name of names) {
    const answer = await ask(process, name, lookup.type, server);
    if (answer && answer.records.length > 0) return { name: dotted(name), answer };
  }
  const answer = await ask(process, lookup.name, lookup.type, server);
  return answer && { name: dotted(lookup.name), answer };
}

async function unreachable(process: Process, lookup: DigLookup, server: string, head: string): Promise<void> {
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  for (let attempt = 0; attempt < lookup.tries; attempt++) {
    await sleep(process.machine.clock, lookup.timeoutSeconds * 1000, process.signal);
    await print(`;; communications error to ${server}#53: timed out\n`);
  }
  await print(`${head}${lookup.sections.short ? '' : '\n'}`.replace(/\n\n$/, '\n'));
  await print(';; no servers could be reached\n');
}

const headText = (args: readonly string[], { server }: DigLookup): string =>
  `\n; <<>> DiG ${VERSION} <<>> ${args.join(' ')}\n${server === null ? '' : '; (1 server found)\n'};; global options: +cmd\n`;

const shortText = ({ records }: Answer): string => records.map(({ data }) => `${data}\n`).join('');

function answerText(process: Process, { type, sections }: DigLookup, server: string, { name, answer }: Found): string {
  const { clock, random } = process.machine;
  const { records, status } = answer;
  const when = new Date(clock.now()).toUTCString();
  const comment = (text: string) => (sections.comments ? text : '');
  const question = `;${columns([name, '', 'IN', type])}\n`;
  const lines = records.map((record) => `${recordText(record)}\n`).join('');
  const isLocal = name.toLowerCase().endsWith('.local.');
  return [
    comment(';; Got answer:\n'),
    comment(isLocal ? LOCAL_WARNING : ''),
    comment(`;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: ${random.integer(65_536)}\n`),
    comment(`;; flags: qr aa rd ra; QUERY: 1, ANSWER: ${records.length}, AUTHORITY: 0, ADDITIONAL: 1\n\n`),
    comment(';; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n'),
    sections.question ? `${comment(';; QUESTION SECTION:\n')}${question}${comment('\n')}` : '',
    sections.answer && records.length > 0 ? `${comment(';; ANSWER SECTION:\n')}${lines}${comment('\n')}` : '',
    sections.stats ? `;; Query time: 0 msec\n;; SERVER: ${server}#53(${server}) (UDP)\n` : '',
    sections.stats ? `;; WHEN: ${when.replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 UTC $4')}\n` : '',
    sections.stats ? `;; MSG SIZE  rcvd: ${messageSize(name, records)}\n\n` : '',
  ].join('');
}

const LOCAL_WARNING =
  ';; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n';

const recordText = ({ name, ttl, type, data }: AnswerRecord): string => columns([name, String(ttl), 'IN', type, data]);

/** Columns of TTL, class, type and data, with tabs of 8 (dns_master_style_debug). */
const STOPS = [0, 24, 32, 40, 48];

function columns(fields: readonly string[]): string {
  let text = '';
  let column = 0;
  for (const [index, field] of fields.entries()) {
    if (field === '') continue;
    if (index > 0) {
      const to = Math.max(STOPS[index]!, column + 1);
      const tabs = Math.floor(to / 8) - Math.floor(column / 8);
      text += tabs > 0 ? '\t'.repeat(tabs) + ' '.repeat(to % 8) : ' '.repeat(to - column);
      column = to;
    }
    text += field;
    column += field.length;
  }
  return text;
}

/** Bytes of header, question, EDNS and answers whose names point to the question (RFC 1035 section 4.1). */
function messageSize(name: string, records: readonly AnswerRecord[]): number {
  const data = ({ type, data: text }: AnswerRecord) => {
    if (type === 'A') return 4;
    return type === 'SRV' ? 6 + (text.split(' ')[3]?.length ?? 0) + 1 : text.length + 1;
  };
  return (
    12 + (name === '.' ? 1 : name.length + 1) + 4 + 11 + records.reduce((sum, record) => sum + 12 + data(record), 0)
  );
}
