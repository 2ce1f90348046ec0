import type { Process } from '../../../cluster/machinery/machine.ts';
import { isSuperuser } from './superuser.ts';

const TABLES = ['raw', 'mangle', 'nat', 'filter'];

/** The node's rules as they are evaluated. */
export async function iptablesSave(process: Process): Promise<number> {
  let table: string | undefined;
  let counters = false;
  const args = process.args.slice(1);
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (argument === '-c' || argument === '--counters') counters = true;
    else if (argument === '-t' || argument === '--table') table = args[++at] ?? '';
    else if (argument.startsWith('--table=')) table = argument.slice(8);
    else if (argument === '-h' || argument === '--help') {
      await process.stdout.write(Buffer.from('Usage: iptables-save [-c] [-t table]\n'));
      return 0;
    } else {
      await process.stderr.write(
        Buffer.from(
          `iptables-save: unrecognized option '${argument}'\nTry \`iptables-save -h' for more information.\n`,
        ),
      );
      return 1;
    }
  }
  if (!isSuperuser(process)) {
    await process.stderr.write(
      Buffer.from(
        'iptables-save v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n',
      ),
    );
    return 4;
  }
  if (table !== undefined && !TABLES.includes(table)) {
    await process.stderr.write(
      Buffer.from(
        `iptables-save v1.8.9 (nf_tables): Cannot initialize: Table does not exist (do you need to insmod?)\n`,
      ),
    );
    return 1;
  }
  const text = process.machine.network.rules({ counters, ...(table !== undefined && { table }) });
  await process.stdout.write(Buffer.from(text));
  return 0;
}
