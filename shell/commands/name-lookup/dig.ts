import type { Process } from '../../../cluster/machinery/machine.ts';
import { addressesOf, nameServer, searchList } from './lookup.ts';

const TYPES = new Set(['A', 'AAAA', 'SRV', 'MX', 'NS', 'TXT', 'CNAME', 'SOA', 'PTR', 'ANY']);
const TTL_SECONDS = 30;

/** dig(1) for addresses: +short, +search, +noall +answer, @server, a type. */
export async function dig(process: Process): Promise<number> {
  let name = '';
  let type = 'A';
  let short = false;
  let search = false;
  let sections: Sections = { all: true, answer: true };
  let server = nameServer(process);
  const args = process.args.slice(1);
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (argument.startsWith('@')) server = argument.slice(1);
    else if (argument === '+short') short = true;
    else if (argument === '+search') search = true;
    else if (argument === '+noall') sections = { all: false, answer: false };
    else if (argument === '+answer') sections = { ...sections, answer: true };
    else if (argument === '+noanswer') sections = { ...sections, answer: false };
    else if (argument === '-t') type = (args[++at] ?? 'A').toUpperCase();
    else if (argument.startsWith('+') || /^-[4qp]/.test(argument)) continue;
    else if (name && TYPES.has(argument.toUpperCase())) type = argument.toUpperCase();
    else name = argument;
  }
  const whole = name || '.';
  const { addresses, answered } = await resolve(process, whole, type, search);
  if (short) {
    await process.stdout.write(Buffer.from(addresses.map((address) => `${address}\n`).join('')));
    return 0;
  }
  if (!sections.all) {
    if (sections.answer) await process.stdout.write(Buffer.from(answerLines(answered, type, addresses)));
    return 0;
  }
  await process.stdout.write(
    Buffer.from(answerText(process, { name: answered, type, server, addresses, asked: process.args.slice(1) })),
  );
  return 0;
}

async function resolve(
  process: Process,
  name: string,
  type: string,
  search: boolean,
): Promise<{ addresses: string[]; answered: string }> {
  if (type === 'CNAME' || type === 'PTR' || type === 'SRV') {
    return { addresses: process.machine.network.records?.(name, type) ?? [], answered: name };
  }
  if (type !== 'A' && type !== 'ANY') return { addresses: [], answered: name };
  const candidates = search ? [...searchList(process).map((domain) => `${name}.${domain}`), name] : [name];
  for (const candidate of candidates) {
    const addresses = await addressesOf(process, candidate);
    if (addresses.length > 0) return { addresses, answered: candidate };
  }
  return { addresses: [], answered: name };
}

/** What is printed: everything, or after +noall the answer alone. */
interface Sections {
  readonly all: boolean;
  readonly answer: boolean;
}

interface Answer {
  readonly name: string;
  readonly type: string;
  readonly server: string;
  readonly addresses: readonly string[];
  readonly asked: readonly string[];
}

function answerLines(name: string, type: string, data: readonly string[]): string {
  const shown = type === 'ANY' ? 'A' : type;
  const dotted = name.endsWith('.') ? name : `${name}.`;
  return data.map((each) => `${dotted}\t\t${TTL_SECONDS}\tIN\t${shown}\t${each}\n`).join('');
}

function answerText(process: Process, { name, type, server, addresses, asked }: Answer): string {
  const { clock, random } = process.machine;
  const dotted = name.endsWith('.') ? name : `${name}.`;
  const found = addresses.length > 0;
  const padded = (text: string, width: number) => text.padEnd(width, ' ');
  const answers = answerLines(name, type, addresses);
  return [
    `\n; <<>> DiG 9.18.33 <<>> ${asked.join(' ')}\n`,
    ';; global options: +cmd\n;; Got answer:\n',
    `;; ->>HEADER<<- opcode: QUERY, status: ${found || type !== 'A' ? 'NOERROR' : 'NXDOMAIN'}, id: ${random.integer(65_536)}\n`,
    `;; flags: qr aa rd ra; QUERY: 1, ANSWER: ${addresses.length}, AUTHORITY: 0, ADDITIONAL: 1\n\n`,
    ';; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n',
    `;; QUESTION SECTION:\n;${padded(dotted, 1)}\t\t\tIN\t${type}\n\n`,
    found ? `;; ANSWER SECTION:\n${answers}\n` : '',
    `;; Query time: 0 msec\n;; SERVER: ${server}#53(${server}) (UDP)\n`,
    `;; WHEN: ${new Date(clock.now()).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 UTC $4')}\n`,
    `;; MSG SIZE  rcvd: ${40 + dotted.length + addresses.length * 16}\n\n`,
  ].join('');
}
