import type { EchoReply, IcmpError, NetworkError, Process } from '../../../cluster/machinery/machine.ts';
import { busyboxPing } from './busybox-ping.ts';
import { EchoLoop, type EchoView } from './echo-loop.ts';
import { icmpWords } from './icmp-words.ts';
import { PING_USAGE, type PingOptions, PingUsageError, parsePingOptions } from './options.ts';
import { formatTime } from './round-trips.ts';
import { addressText, nameOfAddress, type PingTarget, resolveTarget, sourceWords } from './target.ts';

const VERSION = `ping from iputils 20221126
libcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes
`;
/** A timestamp needs this much data. */
const TIMING_BYTES = 16;
const PAYLOAD_MAX = 65_507;
const USER_INTERVAL_MS = 2;
const USER_PRELOAD = 3;

/** ping(8) of iputils; busybox's where that is installed. */
export async function ping(process: Process): Promise<number> {
  if (process.machine.files.exists('/usr/bin/busybox')) return busyboxPing(process);
  try {
    return await run(process, parsePingOptions(process.args.slice(1)));
  } catch (error) {
    if (!(error instanceof PingUsageError)) throw error;
    await process.stderr.write(Buffer.from(error.message));
    return error.status;
  }
}

async function run(process: Process, options: PingOptions): Promise<number> {
  if (options.help) throw new PingUsageError(PING_USAGE, 2);
  if (options.version) return print(process, VERSION).then(() => 0);
  const target = await resolveTarget(process, options);
  check(process, options);
  if (options.pattern !== undefined) await print(process, `PATTERN: 0x${options.pattern.toLowerCase()}\n`);
  const size = `${options.bytes}(${options.bytes + 28}) bytes of data.`;
  await print(process, `PING ${target.name} (${target.address})${sourceWords(process, options)} ${size}\n`);
  checkInterval(process, options);
  const loop: EchoLoop = new EchoLoop(
    process,
    {
      address: target.address,
      first: 1,
      count: options.count,
      intervalMs: options.intervalMs,
      followReplies: options.adaptive || options.flood,
      lingerMs: options.lingerMs,
      deadlineMs: options.deadlineMs,
      preload: options.preload,
      bytes: options.bytes,
      ttl: options.ttl,
      dontFragment: options.dontFragment,
      errorsEnd: true,
    },
    await viewOf(process, options, target, () => loop.identifier),
  );
  await loop.run();
  await print(process, summary(loop, options, target.name));
  const short = options.deadlineMs > 0 && Number.isFinite(options.count) && loop.received < options.count;
  return loop.received === 0 || short ? 1 : 0;
}

async function print(process: Process, text: string): Promise<void> {
  await process.stdout.write(Buffer.from(text));
}

function check(process: Process, options: PingOptions): void {
  if (options.ttl === 0) throw new PingUsageError('ping: cannot set unicast time-to-live: Invalid argument\n', 2);
  if (!isRoot(process) && options.preload > USER_PRELOAD) {
    throw new PingUsageError(`ping: cannot set preload to value greater than ${USER_PRELOAD}: ${options.preload}\n`, 2);
  }
  if (options.bytes > PAYLOAD_MAX) {
    throw new PingUsageError(`ping: packet size ${options.bytes} is too large. Maximum is ${PAYLOAD_MAX}\n`, 2);
  }
}

function checkInterval(process: Process, { intervalMs }: PingOptions): void {
  if (isRoot(process) || intervalMs >= USER_INTERVAL_MS) return;
  throw new PingUsageError(`ping: cannot flood; minimal interval allowed for user is ${USER_INTERVAL_MS}ms\n`, 2);
}

function isRoot({ environment }: Process): boolean {
  return environment.USER === 'root' || environment.USER === undefined;
}

/** The lines of iputils' ping. */
async function viewOf(
  process: Process,
  options: PingOptions,
  target: PingTarget,
  identifier: () => number,
): Promise<EchoView> {
  const { clock } = process.machine;
  const stamp = () => (options.timestamps ? `[${(clock.now() / 1000).toFixed(6)}] ` : '');
  const names = new Map<string, string>();
  const named = !options.numeric && !target.numeric;
  if (named) names.set(target.address, await nameOfAddress(process, target.address));
  const shown = (address: string) => addressText(address, names.get(address));
  const head = (sequence: number) => `icmp_seq=${sequence}${options.verbose ? ` ident=${identifier()}` : ''}`;
  return {
    ...(options.flood && !options.quiet && { sent: () => '.' }),
    ...(options.outstanding && { late: (sequence) => `${stamp()}no answer yet for icmp_seq=${sequence}\n` }),
    replied: ({ sequence, address, ttl, data }: EchoReply, ms) => {
      if (options.quiet) return '';
      if (options.flood) return '\b \b';
      const time = data.length < TIMING_BYTES ? '' : ` time=${formatTime(ms)} ms`;
      const bell = options.audible ? '\u0007' : '';
      return `${stamp()}${data.length + 8} bytes from ${shown(address)}: ${head(sequence)} ttl=${ttl}${time}${bell}\n`;
    },
    failed: (error: IcmpError, sequence) => {
      if (options.quiet) return '';
      if (options.flood) return '\bE';
      return `${stamp()}From ${shown(error.address)} icmp_seq=${sequence} ${icmpWords(error)}\n`;
    },
    refused: (error: NetworkError) => {
      if (options.quiet || error.code !== 'EMSGSIZE') return '';
      const text = `ping: local error: message too long, mtu=${error.icmp?.mtu}\n`;
      void process.stderr.write(Buffer.from(text)).catch(() => {});
      return '';
    },
  };
}

function summary(loop: EchoLoop, options: PingOptions, name: string): string {
  const { transmitted, received, errors, trips, pipe } = loop;
  const lost = transmitted > 0 ? Number((((transmitted - received) * 100) / transmitted).toPrecision(6)) : 0;
  const failed = errors > 0 ? `, +${errors} errors` : '';
  const spanMs = Math.round(loop.lastSentMs - loop.startedMs);
  const last: string[] = [];
  if (received > 0 && options.bytes >= TIMING_BYTES) {
    const times = [trips.min, trips.mean, trips.max, trips.deviation].map((ms) => ms.toFixed(3));
    last.push(`rtt min/avg/max/mdev = ${times.join('/')} ms`);
  }
  if (pipe > 1) last.push(`pipe ${pipe}`);
  if (received > 0 && options.intervalMs === 0 && transmitted > 1) {
    const gap = (spanMs / (transmitted - 1)).toFixed(3);
    last.push(`ipg/ewma ${gap}/${trips.weighted.toFixed(3)} ms`);
  }
  return `\n--- ${name} ping statistics ---\n${transmitted} packets transmitted, ${received} received${failed}, ${lost}% packet loss, time ${spanMs}ms\n${last.join(', ')}\n`;
}
