import { CollectingWriter } from '../../machinery/byte-stream.ts';
import { goLog } from '../go-text.ts';
import { respond } from '../http-service.ts';
import type { Netexec, NetexecRequest } from './netexec.ts';

/** `/shell?cmd=…`: the output of a command line, and how it failed. */
export async function runShellCommand({ process }: Netexec, { response, value }: NetexecRequest): Promise<void> {
  const command = value('shellCommand') || value('cmd');
  goLog(process, `GET /shell?cmd=${command}`);
  const { machine, environment } = process;
  const program = machine.programs.find('sh');
  if (!program) return respond(response, 200, '{"error":"fork/exec /bin/sh: no such file or directory"}');
  const output = new CollectingWriter();
  const child = machine.processes.start({
    program,
    args: ['/bin/sh', '-c', command],
    environment,
    stdout: output,
    stderr: output,
    parent: process.pid,
  });
  const status = await child.exited;
  const failure = status.signal ? `signal: ${status.signal}` : status.code === 0 ? '' : `exit status ${status.code}`;
  const answer = { ...(failure ? { error: failure } : {}), ...(output.text() ? { output: output.text() } : {}) };
  return respond(response, 200, JSON.stringify(answer));
}
