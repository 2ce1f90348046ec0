import { sleep } from '../../machinery/clock.ts';
import type { Process } from '../../machinery/machine.ts';
import { goDurationMs } from '../go-text.ts';
import { parseFlags } from './flags.ts';

const METHODS = ['GET', 'POST', 'PUT'];
const NAMESPACES = ['kube-system', 'default', 'ns'];
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Lines like an API server's log, evenly over the given time. */
export async function logsGenerator(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2), [], { t: 'log-lines-total', d: 'run-duration' });
  const total = flags.number('log-lines-total', 0);
  const durationMs = goDurationMs(flags.text('run-duration', '0')) ?? 0;
  const { clock, random } = process.machine;
  if (!(total > 0) || durationMs <= 0) {
    const problem =
      total > 0 ? `Invalid duration: ${flags.text('run-duration', '0s')}` : `Invalid total number of lines: ${total}`;
    await process.stderr.write(Buffer.from(`F0101 00:00:00.000000       1 logs_generator.go:73] ${problem}\n`));
    return 255;
  }
  for (let id = 0; id < total; id++) {
    const name = Array.from({ length: 3 + random.integer(2) }, () => LETTERS[random.integer(LETTERS.length)]).join('');
    const url = `/api/v1/namespaces/${NAMESPACES[random.integer(3)]}/pods/${name}`;
    const line = `${id} ${METHODS[random.integer(3)]} ${url} ${200 + random.integer(400)}`;
    await process.stderr.write(Buffer.from(`${klogHeader(clock.now())}logs_generator.go:76] ${line}\n`));
    await sleep(clock, durationMs / total);
    if (process.signal.aborted) return 143;
  }
  return 0;
}

/** `I0105 09:00:00.000000       1 ` */
function klogHeader(nowMs: number): string {
  const time = new Date(nowMs).toISOString();
  return `I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000       1 `;
}
