import { sleep } from '../../../cluster/machinery/clock.ts';
import type { Command } from './command.ts';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** What is wrong with --rate's `N`, `N/s`, `N/m`, `N/h`, `N/d`; null where nothing is. */
export function rateMistake(text: string): string | null {
  const [number = '', unit = 'h'] = text.split('/');
  if (/^-\d+$/.test(number)) return 'expected a positive numerical parameter';
  if (!/^\d+$/.test(number)) return 'expected a proper numerical parameter';
  if (BigInt(number) > 2n ** 63n - 1n) return 'too large number';
  return BigInt(number) < 1n || !UNITS.has(unit[0] ?? '') ? 'is badly used here' : null;
}

/** Waits so that a transfer begins no sooner after the one before than --rate allows. */
export async function waitForRate({ process, options }: Command, beganMs: number): Promise<void> {
  const [number, unit = 'h'] = options.values.get('rate')?.split('/') ?? [];
  if (number === undefined) return;
  const apartMs = Math.floor((UNITS.get(unit[0] ?? '') ?? 0) / Number(number));
  const { clock } = process.machine;
  const leftMs = beganMs + apartMs - clock.now();
  if (leftMs > 0) await sleep(clock, leftMs, process.signal).catch(() => {});
}
