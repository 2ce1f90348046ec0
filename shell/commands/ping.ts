import { sleep } from '../../cluster/machinery/clock.ts';
import { NetworkError, type Process } from '../../cluster/machinery/machine.ts';

/** A port where nothing listens: a host that is there refuses it at once, as it would answer an echo request. */
const PROBE_PORT = 7;

/** ping -c -i -W. There is no ICMP in this network: a host that refuses a connection is there. */
export async function ping(process: Process): Promise<number> {
  let count = Number.POSITIVE_INFINITY;
  let intervalMs = 1000;
  let waitMs = 10_000;
  let target = '';
  const args = process.args.slice(1);
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (argument === '-c') count = Number(args[++at]);
    else if (argument === '-i') intervalMs = Number(args[++at]) * 1000;
    else if (argument === '-W' || argument === '-w') waitMs = Number(args[++at]) * 1000;
    else if (argument.startsWith('-')) continue;
    else target = argument;
  }
  if (!target) {
    await process.stderr.write(Buffer.from('ping: usage error: Destination address required\n'));
    return 1;
  }
  const address = await resolve(process, target);
  if (!address) {
    await process.stderr.write(Buffer.from(`ping: ${target}: Name or service not known\n`));
    return 2;
  }
  return run(process, { target, address, count, intervalMs, waitMs });
}

async function resolve(process: Process, target: string): Promise<string | null> {
  if (/^\d+(\.\d+){3}$/.test(target)) return target;
  try {
    return (await process.machine.network.lookup(target))[0] ?? null;
  } catch (error) {
    if (error instanceof NetworkError) return null;
    throw error;
  }
}

interface Plan {
  readonly target: string;
  readonly address: string;
  readonly count: number;
  readonly intervalMs: number;
  readonly waitMs: number;
}

async function run(process: Process, { target, address, count, intervalMs, waitMs }: Plan): Promise<number> {
  const { clock } = process.machine;
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  await print(`PING ${target} (${address}) 56(84) bytes of data.\n`);
  const startedMs = clock.now();
  const times: number[] = [];
  let sent = 0;
  let stopped = false;
  const undo = process.onSignal('SIGINT', () => {
    stopped = true;
    wake.abort();
  });
  const wake = new AbortController();
  while (sent < count && !stopped) {
    sent++;
    const result = await probe(process, address, Math.min(waitMs, 10_000), wake.signal);
    if (typeof result === 'number') {
      times.push(result);
      await print(`64 bytes from ${address}: icmp_seq=${sent} ttl=63 time=${result.toFixed(3)} ms\n`);
    } else if (result) await print(`From ${sourceOf(process)} icmp_seq=${sent} ${result}\n`);
    if (sent < count && !stopped) await sleep(clock, intervalMs, wake.signal).catch(() => {});
  }
  undo();
  const lost = Math.round(((sent - times.length) * 100) / Math.max(1, sent));
  await print(
    `\n--- ${target} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${lost}% packet loss, time ${clock.now() - startedMs}ms\n`,
  );
  if (times.length > 0) await print(`rtt min/avg/max/mdev = ${summary(times)} ms\n`);
  return times.length > 0 ? 0 : 1;
}

async function probe(
  process: Process,
  address: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<number | string | null> {
  const { clock, network } = process.machine;
  const startedMs = clock.now();
  try {
    (await network.dial(address, PROBE_PORT, { timeoutMs, signal })).destroy();
  } catch (error) {
    if (!(error instanceof NetworkError)) {
      if (signal.aborted) return null;
      throw error;
    }
    if (error.code === 'EHOSTUNREACH') return 'Destination Host Unreachable';
    if (error.code === 'ENETUNREACH') return 'Destination Net Unreachable';
    if (error.code !== 'ECONNREFUSED') return null;
  }
  return Math.max(0.03, clock.now() - startedMs);
}

function sourceOf(process: Process): string {
  const ethernet = process.machine.network.interfaces().find(({ kind }) => kind !== 'loopback');
  return ethernet?.addresses[0]?.split('/')[0] ?? '127.0.0.1';
}

function summary(times: readonly number[]): string {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length);
  return [Math.min(...times), mean, Math.max(...times), deviation].map((time) => time.toFixed(3)).join('/');
}
