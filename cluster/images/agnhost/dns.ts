import type { Process } from '../../machinery/machine.ts';

/** The words of resolv.conf's first line that begins with `keyword`, joined by commas. */
async function printWords(process: Process, keyword: string): Promise<number> {
  const lines = textOf(process, '/etc/resolv.conf').split('\n');
  const line = lines.find((each) => each.startsWith(keyword));
  if (line === undefined) {
    await process.stderr.write(Buffer.from('panic: Could not find DNS search list!\n'));
    return 2;
  }
  await process.stdout.write(Buffer.from(`${line.split(' ').slice(1).join(',')}\n`));
  return 0;
}

export function dnsSuffix(process: Process): Promise<number> {
  return printWords(process, 'search');
}

export function dnsServerList(process: Process): Promise<number> {
  return printWords(process, 'nameserver');
}

export async function etcHosts(process: Process): Promise<number> {
  await process.stdout.write(Buffer.from(`${textOf(process, '/etc/hosts')}\n`));
  return 0;
}

function textOf({ machine }: Process, path: string): string {
  return Buffer.from(machine.files.read(path)).toString('utf8');
}
