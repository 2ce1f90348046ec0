import { sleep } from '../../machinery/clock.ts';
import { goDurationMs, goLog } from '../go-text.ts';
import { respond } from '../http-service.ts';
import type { Netexec, NetexecRequest } from './netexec.ts';

/** `/exit?code=3&wait=1s&timeout=5s`: ends the process after `wait`; a `timeout` lets open requests finish. */
export async function exit({ process, exit: end }: Netexec, { response, value }: NetexecRequest): Promise<void> {
  const [code, timeout, wait] = [value('code'), value('timeout'), value('wait')];
  goLog(process, `GET /exit?code=${code}&timeout=${timeout}&wait=${wait}`);
  for (const [name, text] of [
    ['timeout', timeout],
    ['wait', wait],
  ] as const) {
    if (text && goDurationMs(text) === undefined) {
      return respond(response, 200, `argument '${name}' must be a valid golang duration or empty, got "${text}"\n`);
    }
  }
  if (code && !/^-?\d+$/.test(code)) {
    return respond(response, 200, `argument 'code' must be an integer [0-127] or empty, got "${code}"\n`);
  }
  await sleep(process.machine.clock, goDurationMs(wait || '0') ?? 0);
  if (goDurationMs(timeout || '0')) {
    respond(response, 200, '');
    await new Promise((resolve) => response.once('close', resolve));
  }
  return end(Number(code || '0'));
}
