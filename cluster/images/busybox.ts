import type { Process, Program } from '../machinery/machine.ts';

/** What makes a small userland busybox: `busybox APPLET …`, and an `sh` that is ash. */
export const busyboxPrograms: Readonly<Record<string, Program>> = { busybox };

async function busybox(process: Process): Promise<number> {
  const { machine, args, environment, workingDirectory, stdin, stdout, stderr, terminal } = process;
  const [, applet, ...rest] = args;
  const program = applet === undefined ? undefined : machine.programs.find(applet);
  if (applet === undefined) {
    await stdout.write(Buffer.from('BusyBox v1.37.0 multi-call binary.\n'));
    return 0;
  }
  if (!program) {
    await stderr.write(Buffer.from(`${applet}: applet not found\n`));
    return 127;
  }
  const child = machine.processes.start({
    program,
    args: [applet, ...rest],
    environment,
    workingDirectory,
    stdin,
    stdout,
    stderr,
    terminal,
    parent: process.pid,
  });
  const { code = 143 } = await child.exited;
  return code;
}
