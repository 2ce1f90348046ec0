import type { Process } from '../../../cluster/machinery/machine.ts';
import { nameServer } from './lookup.ts';
import { type AnswerRecord, ask, isAddress, reverseName } from './question.ts';
import { searched } from './search.ts';

/** nslookup(1) of bind 9.18: `nslookup [-type=TYPE] NAME [SERVER]`. */
export async function nslookup(process: Process): Promise<number> {
  const args = process.args.slice(1);
  const type = /^-(?:type|querytype|q|ty)=(.+)$/.exec(
    args.find((argument) => /^-(type|querytype|q|ty)=/.test(argument)) ?? '',
  );
  const [name, given] = args.filter((argument) => !argument.startsWith('-'));
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  if (!name) {
    await process.stderr.write(Buffer.from('Usage: nslookup [-type=TYPE] NAME [SERVER]\n'));
    return 1;
  }
  const server = given ?? nameServer(process);
  if (isAddress(name)) return reverse(process, name, server);
  const wanted = type?.[1]?.toUpperCase() ?? 'A';
  const found = await searched(process, name, wanted, server);
  if (!found) {
    await print(
      `${`;; communications error to ${server}#53: timed out\n`.repeat(3)};; no servers could be reached\n\n`,
    );
    return 1;
  }
  await print(`Server:\t\t${server}\nAddress:\t${server}#53\n\n`);
  if (found.answer.status === 'NXDOMAIN') {
    await print(`** server can't find ${name}: NXDOMAIN\n\n`);
    return 1;
  }
  const { records } = found.answer;
  if (records.length === 0) await print(`*** Can't find ${name}: No answer\n\n`);
  else await print(`${records.map((record) => recordText(found.name, record)).join('')}\n`);
  return 0;
}

async function reverse(process: Process, address: string, server: string): Promise<number> {
  const name = reverseName(address);
  const records = (await ask(process, name, 'PTR', server))?.records ?? [];
  const text =
    records.length > 0
      ? records.map((record) => recordText(name, record)).join('')
      : `** server can't find ${name}: NXDOMAIN\n`;
  await process.stdout.write(Buffer.from(`${text}\n`));
  return records.length > 0 ? 0 : 1;
}

function recordText(name: string, { type, data }: AnswerRecord): string {
  if (type === 'A') return `Name:\t${name}\nAddress: ${data}\n`;
  if (type === 'PTR') return `${name}\tname = ${data}\n`;
  if (type === 'CNAME') return `${name}\tcanonical name = ${data}\n`;
  return `${name}\t${type === 'SRV' ? 'service' : type} = ${data}\n`;
}
