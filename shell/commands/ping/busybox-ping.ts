import { NetworkError, type Process } from '../../../cluster/machinery/machine.ts';
import { EchoLoop } from './echo-loop.ts';
import { numericAddress } from './target.ts';

const WITH_VALUE = 'csitIWwp';
const FLAGS = '46Aq';

const USAGE = `BusyBox v1.36.1 (2024-06-12 00:00:00 UTC) multi-call binary.

Usage: ping [OPTIONS] HOST

Send ICMP echo requests to HOST

	-4,-6		IPv4 or IPv6 names
	-c CNT		Number of pings
	-s SIZE		Bytes of data (default 56)
	-i SECS		Interval
	-A		Ping when a reply is there
	-t TTL		Time to live
	-I IFACE/IP	Interface or source address
	-W SEC		Seconds to wait after the last ping (default 10)
	-w SEC		Seconds until the end
	-q		Only first and last lines
	-p HEXBYTE	Pattern
`;

/** ping of busybox: sequence numbers from 0, and no word about errors. */
export async function busyboxPing(process: Process): Promise<number> {
  const complain = async (text: string) => {
    await process.stderr.write(Buffer.from(text));
    return 1;
  };
  const { given, operands, unknown } = readOptions(process.args.slice(1));
  if (unknown !== undefined) return complain(`ping: ${unknown}\n${USAGE}`);
  const [host] = operands;
  if (host === undefined) return complain(USAGE);
  for (const letter of ['c', 's', 't', 'w', 'W'] as const) {
    const value = given.get(letter);
    if (value !== undefined && !/^\d+$/.test(value)) return complain(`ping: invalid number '${value}'\n`);
  }
  const address = numericAddress(host) ?? (await lookup(process, host));
  if (address === undefined) return complain(`ping: bad address '${host}'\n`);
  return run(process, host, address, given);
}

async function run(
  process: Process,
  host: string,
  address: string,
  given: ReadonlyMap<string, string>,
): Promise<number> {
  const quiet = given.has('q');
  const bytes = Number(given.get('s') ?? 56);
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  await print(`PING ${host} (${address}): ${bytes} data bytes\n`);
  let refusal: string | undefined;
  const loop = new EchoLoop(
    process,
    {
      address,
      first: 0,
      count: Number(given.get('c') ?? Number.POSITIVE_INFINITY) || Number.POSITIVE_INFINITY,
      intervalMs: Number.parseFloat(given.get('i') ?? '1') * 1000,
      followReplies: given.has('A'),
      lingerMs: Number(given.get('W') ?? 10) * 1000,
      deadlineMs: Number(given.get('w') ?? 0) * 1000,
      preload: 1,
      bytes,
      ttl: given.has('t') ? Number(given.get('t')) : undefined,
      dontFragment: false,
      errorsEnd: false,
    },
    {
      replied: ({ sequence, ttl, data }, ms) =>
        quiet ? '' : `${data.length + 8} bytes from ${address}: seq=${sequence} ttl=${ttl} time=${ms.toFixed(3)} ms\n`,
      failed: () => '',
      refused: (error) => {
        refusal = error.message;
        return '';
      },
    },
  );
  const ended = loop.run();
  if (refusal !== undefined) {
    await process.stderr.write(Buffer.from(`ping: sendto: ${refusal}\n`));
    loop.stop();
    await ended;
    return 1;
  }
  await ended;
  const { transmitted, received, trips } = loop;
  const lost = transmitted === 0 ? 0 : Math.floor(((transmitted - received) * 100) / transmitted);
  const times = [trips.min, trips.mean, trips.max].map((ms) => ms.toFixed(3)).join('/');
  await print(
    `\n--- ${host} ping statistics ---\n${transmitted} packets transmitted, ${received} packets received, ${lost}% packet loss\n${received > 0 ? `round-trip min/avg/max = ${times} ms\n` : ''}`,
  );
  return received > 0 ? 0 : 1;
}

function readOptions(args: readonly string[]) {
  const given = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    for (let letterAt = 1; letterAt < word.length; letterAt++) {
      const letter = word[letterAt]!;
      if (WITH_VALUE.includes(letter)) {
        const value = word.slice(letterAt + 1) || args[++at];
        if (value === undefined) return { given, operands, unknown: `option requires an argument -- '${letter}'` };
        given.set(letter, value);
        break;
      }
      if (!FLAGS.includes(letter)) return { given, operands, unknown: `invalid option -- '${letter}'` };
      given.set(letter, '');
    }
  }
  return { given, operands, unknown: undefined };
}

async function lookup(process: Process, name: string): Promise<string | undefined> {
  try {
    return (await process.machine.network.lookup(name))[0];
  } catch (error) {
    if (error instanceof NetworkError) return undefined;
    throw error;
  }
}
