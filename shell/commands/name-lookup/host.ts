import type { Process } from '../../../cluster/machinery/machine.ts';
import { addressesOf } from './lookup.ts';

/** host NAME. */
export async function host(process: Process): Promise<number> {
  const [name] = process.args.slice(1).filter((argument) => !argument.startsWith('-'));
  if (!name) {
    await process.stderr.write(Buffer.from('Usage: host NAME\n'));
    return 1;
  }
  const addresses = await addressesOf(process, name);
  if (addresses.length === 0) {
    await process.stdout.write(Buffer.from(`Host ${name} not found: 3(NXDOMAIN)\n`));
    return 1;
  }
  await process.stdout.write(Buffer.from(addresses.map((address) => `${name} has address ${address}\n`).join('')));
  return 0;
}
