import { NetworkError } from '../../../cluster/machinery/machine.ts';
import { type Call, defineCommand } from '../everyday/define.ts';

/** Widths of getent's columns. */
const ADDRESS_WIDTH = 16;

/** getent(1): `hosts` and `ahosts` by name, `passwd` and `group` by name or number. */
export const getent = defineCommand({ name: 'getent', usage: 'Usage: getent DATABASE [KEY]...' }, async (call) => {
  const [database = '', ...keys] = call.operands;
  if (database === 'hosts' || database === 'ahosts' || database === 'ahostsv4') return hosts(call, keys);
  if (database === 'passwd' || database === 'group') return entries(call, `/etc/${database}`, keys);
  await call.complain(`Unknown database: ${database}`);
  return 1;
});

async function hosts(call: Call, names: readonly string[]): Promise<number> {
  for (const name of names) {
    try {
      for (const address of await call.process.machine.network.lookup(name)) {
        await call.print(`${address.padEnd(ADDRESS_WIDTH)}${name}\n`);
      }
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      return 2;
    }
  }
  return 0;
}

async function entries(call: Call, path: string, keys: readonly string[]): Promise<number> {
  const { files } = call.process.machine;
  const lines = files.exists(path) ? Buffer.from(files.read(path)).toString('utf8').trimEnd().split('\n') : [];
  if (keys.length === 0) await call.print(lines.map((line) => `${line}\n`).join(''));
  for (const key of keys) {
    const line = lines.find((each) => each.split(':')[0] === key || each.split(':')[2] === key);
    if (line === undefined) return 2;
    await call.print(`${line}\n`);
  }
  return 0;
}
