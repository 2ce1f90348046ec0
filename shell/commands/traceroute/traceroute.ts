import { NetworkError, type Process } from '../../../cluster/machinery/machine.ts';
import { plausibleTime } from '../ping/round-trips.ts';
import { nameOfAddress, numericAddress } from '../ping/target.ts';
import { parseTracerouteOptions, TRACEROUTE_USAGE, type TracerouteOptions, TracerouteUsageError } from './options.ts';
import { type ProbeAnswer, probeSender, type SendProbe } from './probe.ts';

const BYTES = 60;
const BUSYBOX_BYTES = 46;
/** Probes that are under way at once. */
const AT_ONCE = 16;
/** Once a farther hop has answered, nearer ones are not waited for long. */
const SHORT_WAIT_MS = 10;

/** traceroute(8): the routers on the way to a host, by packets that may pass one router more each time. */
export async function traceroute(process: Process): Promise<number> {
  const args = process.args.slice(1);
  const complain = async (text: string) => {
    await process.stderr.write(Buffer.from(text));
    return 2;
  };
  if (args.length === 0 || args.includes('--help')) {
    await (args.length === 0 ? process.stderr : process.stdout).write(Buffer.from(TRACEROUTE_USAGE));
    return args.length === 0 ? 2 : 0;
  }
  const busybox = process.machine.files.exists('/usr/bin/busybox');
  try {
    const options = parseTracerouteOptions(args, busybox ? BUSYBOX_BYTES : BYTES);
    if (options.host === '') return complain('Specify "host" missing argument.\n');
    const address = numericAddress(options.host) ?? (await lookup(process, options.host));
    if (!address) {
      const place = args.indexOf(options.host) + 1;
      const about = `Cannot handle "host" cmdline arg \`${options.host}' on position 1 (argc ${place})\n`;
      return complain(
        busybox
          ? `traceroute: bad address '${options.host}'\n`
          : `${options.host}: Name or service not known\n${about}`,
      );
    }
    const head = `traceroute to ${options.host} (${address}), ${options.hops} hops max, ${options.bytes} byte packets`;
    await process.stdout.write(Buffer.from(head));
    await new Trace(process, options, probeSender(process, address, options)).run();
    await process.stdout.write(Buffer.from('\n'));
    return 0;
  } catch (error) {
    if (error instanceof TracerouteUsageError) return complain(`${error.message}\n`);
    throw error;
  }
}

async function lookup(process: Process, name: string): Promise<string | undefined> {
  try {
    return (await process.machine.network.lookup(name))[0];
  } catch (error) {
    if (error instanceof NetworkError) return undefined;
    throw error;
  }
}

interface Probe {
  readonly hop: number;
  readonly result: Promise<{ answer: ProbeAnswer; ms: number } | null>;
  readonly giveUp: (afterMs: number) => void;
}

/** One run: probes are sent ahead of what is printed. */
class Trace {
  readonly #process: Process;
  readonly #options: TracerouteOptions;
  readonly #send: SendProbe;
  readonly #probes: Probe[] = [];
  #farthest = 0;

  constructor(process: Process, options: TracerouteOptions, send: SendProbe) {
    this.#process = process;
    this.#options = options;
    this.#send = send;
  }

  async run(): Promise<void> {
    const { first, hops, probes } = this.#options;
    const total = (hops - first + 1) * probes;
    let [last, final] = ['', false];
    for (let index = 0; index < total && !this.#process.signal.aborted; index++) {
      while (this.#probes.length < Math.min(total, index + AT_ONCE)) this.#start(this.#probes.length);
      const probe = this.#probes[index]!;
      const isFirst = index % probes === 0;
      if (isFirst && final) break;
      if (isFirst) [last] = [''];
      const outcome = await probe.result;
      let text = isFirst ? `\n${String(probe.hop).padStart(2)} ` : '';
      if (!outcome) text += ' *';
      else {
        const { address, mark, final: ends } = outcome.answer;
        if (address !== last) text += await this.#describe(address);
        last = address;
        text += `  ${outcome.ms.toFixed(3)} ms${mark && ` ${mark}`}`;
        final ||= ends;
      }
      await this.#process.stdout.write(Buffer.from(text));
    }
    for (const { giveUp } of this.#probes) giveUp(0);
  }

  async #describe(address: string): Promise<string> {
    if (this.#options.numeric) return ` ${address}`;
    return ` ${await nameOfAddress(this.#process, address)} (${address})`;
  }

  #start(index: number): void {
    const { clock, random } = this.#process.machine;
    const { first, probes, waitMs } = this.#options;
    const hop = first + Math.floor(index / probes);
    const sentMs = clock.now();
    let settle: (outcome: { answer: ProbeAnswer; ms: number } | null) => void = () => {};
    let over = false;
    let stop = () => {};
    const result = new Promise<{ answer: ProbeAnswer; ms: number } | null>((resolve) => {
      settle = (outcome) => {
        if (over) return;
        over = true;
        stop();
        for (const cancel of cancels) cancel();
        resolve(outcome);
      };
    });
    const cancels = [clock.schedule(waitMs, () => settle(null))];
    const giveUp = (afterMs: number) => {
      if (over) return;
      if (afterMs === 0) settle(null);
      else cancels.push(clock.schedule(afterMs, () => settle(null)));
    };
    this.#probes.push({ hop, result, giveUp });
    const undo = this.#send(hop, index, (answer) => {
      settle({ answer, ms: plausibleTime(clock.now() - sentMs, answer.routers, random.next()) });
      this.#answered(hop);
    });
    stop = undo;
    if (over) undo();
  }

  #answered(hop: number): void {
    if (hop <= this.#farthest) return;
    this.#farthest = hop;
    for (const probe of this.#probes) if (probe.hop <= hop) probe.giveUp(SHORT_WAIT_MS);
  }
}
