import type { Process } from '../../../cluster/machinery/machine.ts';
import { addressesOf, nameServer } from './lookup.ts';

/** nslookup NAME [SERVER]. */
export async function nslookup(process: Process): Promise<number> {
  const [name, given] = process.args.slice(1).filter((argument) => !argument.startsWith('-'));
  if (!name) {
    await process.stderr.write(Buffer.from('Usage: nslookup NAME [SERVER]\n'));
    return 1;
  }
  const server = given ?? nameServer(process);
  const addresses = await addressesOf(process, name);
  const head = `Server:\t\t${server}\nAddress:\t${server}#53\n\n`;
  if (addresses.length === 0) {
    await process.stdout.write(Buffer.from(`${head}** server can't find ${name}: NXDOMAIN\n\n`));
    return 1;
  }
  const answers = addresses.map((address) => `Name:\t${name}\nAddress: ${address}\n`).join('');
  await process.stdout.write(Buffer.from(`${head}${answers}\n`));
  return 0;
}
