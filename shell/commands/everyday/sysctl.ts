import { defineCommand } from './define.ts';

/** sysctl(8): reads what /proc/sys has. */
export const sysctl = defineCommand(
  { name: 'sysctl', usage: 'Usage: sysctl [-n] [-e] VARIABLE...', flags: 'nea' },
  async (call) => {
    const { files } = call.process.machine;
    for (const name of call.operands) {
      const path = `/proc/sys/${name.replaceAll('.', '/')}`;
      if (!files.exists(path)) {
        if (!call.has('e')) await call.complain(`error: '${name}' is an unknown key`);
        call.status = 1;
        continue;
      }
      const value = Buffer.from(files.read(path)).toString('utf8').trimEnd();
      await call.print(call.has('n') ? `${value}\n` : `${name.replaceAll('/', '.')} = ${value}\n`);
    }
    return call.status;
  },
);
