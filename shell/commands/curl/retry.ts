import { sleep } from '../../../cluster/machinery/clock.ts';
import type { Command } from './command.ts';
import type { CurlError } from './errors.ts';
import type { CurlOptions } from './options.ts';
import type { Transfer } from './transfer.ts';
import { warningText } from './warning.ts';

/** HTTP answers that --retry tries again (curl(1)). */
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

export function isTransient(options: CurlOptions, transfer: Transfer, failure: CurlError | null): boolean {
  if (failure && options.switches.has('retry-all-errors')) return true;
  if (failure?.code === 7) return options.switches.has('retry-connrefused');
  if (failure && (failure.code === 28 || failure.code === 6)) return true;
  return TRANSIENT.has(transfer.head?.status ?? 0) || TRANSIENT.has(statusOf(failure));
}

const statusOf = (failure: CurlError | null): number =>
  failure?.code === 22 ? Number(/\d{3}$/.exec(failure.message)?.[0]) : 0;

/** Tells why, and waits: 1 s, 2 s, 4 s … or as --retry-delay says. `attempt` counts from 1. */
export async function waitForRetry(
  { process, options }: Command,
  failure: CurlError | null,
  left: number,
  attempt: number,
): Promise<void> {
  const given = options.values.get('retry-delay');
  const seconds = given === undefined || Number(given) === 0 ? Math.min(600, 2 ** (attempt - 1)) : Number(given);
  const silent = options.switches.has('silent');
  if (failure && (!silent || options.switches.has('show-error'))) {
    await process.stderr.write(Buffer.from(`curl: (${failure.code}) ${failure.message}\n`));
  }
  const message = `Problem : ${reasonOf(options, failure)}. Will retry in ${seconds} seconds. ${left} retries left.`;
  if (!silent) await process.stderr.write(Buffer.from(warningText(message)));
  await sleep(process.machine.clock, seconds * 1000, process.signal).catch(() => {});
}

function reasonOf({ switches }: CurlOptions, failure: CurlError | null): string {
  if (!failure || failure.code === 22) return 'HTTP error';
  if (failure.code === 28 || failure.code === 6) return 'timeout';
  if (failure.code === 7 && switches.has('retry-connrefused')) return 'connection refused';
  return '(retrying all errors)';
}
