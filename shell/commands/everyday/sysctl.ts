import { isSuperuser } from '../netfilter/superuser.ts';
import { type Call, defineCommand } from './define.ts';

/** sysctl(8): reads what /proc/sys has, and the one setting that can be written here: how many connections are tracked. */
export const sysctl = defineCommand(
  { name: 'sysctl', usage: 'Usage: sysctl [-n] [-e] [-w] VARIABLE[=VALUE]...', flags: 'neawq' },
  async (call) => {
    const { files } = call.process.machine;
    for (const operand of call.operands) {
      const [name = '', value] = operand.split('=');
      const path = `/proc/sys/${name.replaceAll('.', '/')}`;
      if (!files.exists(path) && name !== TRACKED_COUNT) {
        if (!call.has('e')) await call.complain(`error: '${name}' is an unknown key`);
        call.status = 1;
        continue;
      }
      if (value !== undefined) await write(call, name, value.trim());
      else await call.print(line(call, name, settingOf(call, name, path)));
    }
    return call.status;
  },
);

const TRACKED_COUNT = 'net.netfilter.nf_conntrack_count';
const TRACKED_MAX = ['net.netfilter.nf_conntrack_max', 'net.nf_conntrack_max'];

function line(call: Call, name: string, value: string): string {
  return call.has('n') ? `${value}\n` : `${name.replaceAll('/', '.')} = ${value}\n`;
}

function settingOf({ process }: Call, name: string, path: string): string {
  const { network, files } = process.machine;
  if (TRACKED_MAX.includes(name) && network.administration) return `${network.administration.trackedLimit}`;
  if (name === TRACKED_COUNT) return `${network.conntrack().length}`;
  return Buffer.from(files.read(path)).toString('utf8').trimEnd();
}

async function write(call: Call, name: string, value: string): Promise<void> {
  const { administration } = call.process.machine.network;
  if (!isSuperuser(call.process) || !administration) {
    await call.complain(`permission denied on key "${name}"`);
    call.status = 1;
  } else if (!TRACKED_MAX.includes(name)) {
    await call.complain(`setting key "${name}": Read-only file system`);
    call.status = 1;
  } else if (!/^\d{1,9}$/.test(value)) {
    await call.complain(`setting key "${name}": Invalid argument`);
    call.status = 1;
  } else {
    administration.trackedLimit = Number(value);
    call.process.machine.files.write(`/proc/sys/${name.replaceAll('.', '/')}`, Buffer.from(`${value}\n`));
    await call.print(line(call, name, value));
  }
}
