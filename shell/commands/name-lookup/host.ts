import type { Process } from '../../../cluster/machinery/machine.ts';
import { nameServer } from './lookup.ts';
import { type AnswerRecord, ask, isAddress, reverseName } from './question.ts';
import { searched } from './search.ts';

const USAGE = `Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
            [-R number] [-m flag] [-p port] hostname [server]
`;

/** host(1) of bind 9.18. */
export async function host(process: Process): Promise<number> {
  const words: string[] = [];
  let type: string | null = null;
  const args = process.args.slice(1);
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (argument === '-t') type = (args[++at] ?? '').toUpperCase();
    else if (/^-[cNWRmp]$/.test(argument)) at++;
    else if (argument === '-a') type = 'ANY';
    else if (!argument.startsWith('-')) words.push(argument);
  }
  const [name, given] = words;
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  if (name === undefined) {
    await process.stderr.write(Buffer.from(USAGE));
    return 1;
  }
  const server = given ?? nameServer(process);
  if (given !== undefined) await print(`Using domain server:\nName: ${given}\nAddress: ${given}#53\nAliases: \n\n`);
  if (isAddress(name) && type === null) return reverse(process, name, server);
  const found = await searched(process, name, type ?? 'A', server);
  if (!found) {
    await print(';; communications error to '.concat(`${server}#53: timed out\n`).repeat(2));
    await print(';; no servers could be reached\n');
    return 1;
  }
  if (found.answer.status === 'NXDOMAIN') {
    await print(`Host ${name} not found: 3(NXDOMAIN)\n`);
    return 1;
  }
  const { records } = found.answer;
  if (records.length === 0 && type !== null) await print(`${found.name} has no ${type} record\n`);
  await print(records.map((record) => `${found.name} ${sentence(record)}\n`).join(''));
  return 0;
}

async function reverse(process: Process, address: string, server: string): Promise<number> {
  const name = reverseName(address);
  const records = (await ask(process, name, 'PTR', server))?.records ?? [];
  const text =
    records.length > 0
      ? records.map(({ data }) => `${name} domain name pointer ${data}\n`).join('')
      : `Host ${name}. not found: 3(NXDOMAIN)\n`;
  await process.stdout.write(Buffer.from(text));
  return records.length > 0 ? 0 : 1;
}

function sentence({ type, data }: AnswerRecord): string {
  if (type === 'A') return `has address ${data}`;
  if (type === 'CNAME') return `is an alias for ${data}`;
  return type === 'PTR' ? `domain name pointer ${data}` : `has ${type} record ${data}`;
}
