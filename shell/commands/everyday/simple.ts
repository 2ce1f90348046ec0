import { sleep as sleepFor } from '../../../cluster/machinery/clock.ts';
import { defineCommand } from './define.ts';
import { durationMs } from './duration.ts';

export const sleep = defineCommand(
  { name: 'sleep', usage: 'Usage: sleep NUMBER[SUFFIX]...\nSuffixes: s, m, h, d' },
  async (call) => {
    if (call.operands.length === 0) {
      await call.complain("missing operand\nTry 'sleep --help' for more information.");
      return 1;
    }
    let total = 0;
    for (const operand of call.operands) {
      const ms = durationMs(operand);
      if (ms === null) {
        return call.misused(`invalid time interval ‘${operand}’`);
      }
      total += ms;
    }
    const { machine, signal } = call.process;
    if (total === Number.POSITIVE_INFINITY) return forEver(signal);
    await sleepFor(machine.clock, total, signal);
    return 0;
  },
);

/** Rejects with the signal's reason once it is aborted. */
function forEver(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

export const yes = defineCommand({ name: 'yes', usage: 'Usage: yes [STRING]...' }, async (call) => {
  const line = `${call.operands.join(' ') || 'y'}\n`;
  const block = Buffer.from(line.repeat(Math.max(1, Math.floor(8192 / line.length))));
  for (;;) await call.process.stdout.write(block);
});

export const clear = defineCommand({ name: 'clear', usage: 'Usage: clear', flags: 'x', values: 'T' }, async (call) => {
  await call.print('\x1b[H\x1b[2J\x1b[3J');
  return 0;
});
