import { CollectingWriter, emptyReader } from '../../../cluster/machinery/byte-stream.ts';
import type { Machine } from '../../../cluster/machinery/machine.ts';
import { SIGNAL_NUMBERS } from '../../../cluster/machinery/machine.ts';
import type { CheckOutcome, ScriptOutcome } from '../driver.ts';

const OUTPUT_LIMIT = 1024 * 1024;
/** Longer than the convergence of a check and everything in it; a script that still runs then hangs. */
const SCRIPT_LIMIT_MS = 30_000;

/** Runs a script with the machine's bash in its home, without a terminal. Beyond the time limit it is killed: code 137. */
export async function runScript(machine: Machine, script: string, limitMs = SCRIPT_LIMIT_MS): Promise<ScriptOutcome> {
  const bash = machine.programs.find('bash');
  if (!bash) throw new Error(`${machine.hostname} has no bash`);
  const stdout = new CollectingWriter(OUTPUT_LIMIT);
  const stderr = new CollectingWriter(OUTPUT_LIMIT);
  const process = machine.processes.start({
    program: bash,
    args: ['bash', '-c', script],
    environment: machine.environment,
    workingDirectory: machine.environment['HOME'] ?? '/',
    stdin: emptyReader,
    stdout,
    stderr,
  });
  const cancel = machine.clock.schedule(limitMs, () => machine.processes.signalGroup(process.group, 'SIGKILL'));
  const status = await process.exited;
  cancel();
  const code = status.code ?? 128 + SIGNAL_NUMBERS[status.signal ?? 'SIGKILL'];
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** A check's verdict: the last line it printed is the sentence. */
export function checkOutcome(
  { code, stdout, stderr }: ScriptOutcome,
  kept: Readonly<Record<string, string>>,
): CheckOutcome {
  if (code === 0) return { passed: true, message: '', kept };
  if (code === 137) {
    const message =
      'This check did not finish in time. Your cluster is fine; the check will run again when something changes.';
    return { passed: false, message, kept };
  }
  return {
    passed: false,
    message: lastLine(stdout) || lastLine(stderr) || `The check ended with exit code ${code}.`,
    kept,
  };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
