import { NetworkError, type Process } from '../../machinery/machine.ts';
import { goDurationMs } from '../go-text.ts';
import { askOverUdp } from '../udp-question.ts';
import { parseFlags } from './flags.ts';

/** Dials once (over UDP: asks once) and says in one word why that failed. SCTP is not there. */
export async function connect(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2));
  const destination = flags.operands[0] ?? '';
  const fail = async (text: string) => {
    await process.stderr.write(Buffer.from(`${text}\n`));
    return 1;
  };
  const protocol = flags.text('protocol', 'tcp');
  if (protocol !== 'tcp' && protocol !== 'udp') return fail('OTHER: protocol not supported');
  const match = /^(.+):(\d+)$/.exec(destination);
  if (!match) return fail(`UNKNOWN: address ${destination}: missing port in address`);
  const [, host = '', port] = match;
  const timeoutMs = goDurationMs(flags.text('timeout', '0')) ?? 0;
  const { network } = process.machine;
  let address = host;
  try {
    if (!/^\d+\.\d+\.\d+\.\d+$/.test(host)) address = (await network.lookup(host))[0] ?? host;
  } catch {
    return fail(`DNS: lookup ${host}: no such host`);
  }
  try {
    if (protocol === 'udp') {
      const question = `${flags.text('udp-data', 'hostname')}\n`;
      const answer = await askOverUdp(process.machine, { address, port: Number(port) }, question, timeoutMs);
      if (answer !== '') return 0;
      return fail('OTHER: No data received from the server. Cannot guarantee the server received the request.');
    }
    const socket = await network.dial(address, Number(port), {
      signal: process.signal,
      ...(timeoutMs > 0 ? { timeoutMs } : {}),
    });
    socket.destroy();
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    if (error.code === 'ETIMEDOUT') return fail('TIMEOUT');
    if (error.code === 'ECONNREFUSED') return fail('REFUSED');
    return fail(`OTHER: dial ${protocol} ${address}:${port}: ${error.message.toLowerCase()}`);
  }
}
