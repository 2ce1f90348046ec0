import type { Process, Program } from '../machinery/machine.ts';
import { runInstead } from './run-instead.ts';

/** What makes a small userland busybox: `busybox APPLET …`, and shells that are ash. */
export const busyboxPrograms: Readonly<Record<string, Program>> = { busybox };

async function busybox(process: Process): Promise<number> {
  const { machine, args, stdout, stderr } = process;
  const [, applet, ...rest] = args;
  const names = machine.programs.names().filter((name) => name !== 'busybox');
  if (applet === undefined) {
    await stdout.write(Buffer.from(usage(names)));
    return 0;
  }
  if (applet === '--list') {
    await stdout.write(
      Buffer.from(
        [...names]
          .sort()
          .map((name) => `${name}\n`)
          .join(''),
      ),
    );
    return 0;
  }
  if (!machine.programs.find(applet)) {
    await stderr.write(Buffer.from(`${applet}: applet not found\n`));
    return 127;
  }
  return runInstead(process, [applet, ...rest]);
}

function usage(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of [...names].sort()) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + name.length + 2 <= 71) lines[lines.length - 1] = `${line}, ${name}`;
    else lines.push(`\t${name}`);
  }
  return `BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.

Usage: busybox [function [arguments]...]
   or: busybox --list

Currently defined functions:
${lines.join(',\n')}
`;
}
