import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CollectingWriter, emptyReader } from '../../../cluster/machinery/byte-stream.ts';
import { RealClock } from '../../../cluster/machinery/clock.ts';
import { createMachine } from '../../../cluster/machinery/create-machine.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { kubectl } from '../kubectl.ts';
import { COMMANDS } from './commands.ts';
import { hostNetwork } from './host-network.ts';

/** The real binary, and the kubeconfig of an embedded API server that listens on loopback. */
const binary = process.env['RABBITHOLE_KUBECTL'];
const kubeconfig = process.env['RABBITHOLE_KUBECONFIG'];
if (!binary || !kubeconfig) {
  console.warn(
    'SKIPPED: kubectl differential test: RABBITHOLE_KUBECTL and RABBITHOLE_KUBECONFIG name no binary and server',
  );
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function real(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(binary!, [...args], { env: { ...process.env, KUBECONFIG: kubeconfig! } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

async function ours(args: readonly string[]): Promise<Outcome> {
  const machine = createMachine({
    hostname: 'differential',
    kind: 'client',
    network: hostNetwork(),
    clock: new RealClock(),
    random: new SeededRandom(1),
    programs: { find: () => undefined, names: () => [] },
    environment: { KUBECONFIG: '/tmp/kubeconfig' },
    logger: { error: (details) => console.error(details) },
  });
  machine.files.write('/tmp/kubeconfig', readFileSync(kubeconfig!));
  const stdout = new CollectingWriter();
  const stderr = new CollectingWriter();
  const running = machine.processes.start({
    program: kubectl,
    args: ['kubectl', ...args],
    environment: machine.environment,
    workingDirectory: '/tmp',
    stdin: emptyReader,
    stdout,
    stderr,
  });
  const status = await running.exited;
  return { code: status.code ?? 128, stdout: stdout.text(), stderr: stderr.text() };
}

/** Ages tick between the two runs. */
const steady = ({ code, stdout, stderr }: Outcome): Outcome => ({
  code,
  stdout: stdout.replace(/\b\d+m?\d*s\b/g, 'AGE'),
  stderr,
});

describe.runIf(binary && kubeconfig)('the same words as the real kubectl', () => {
  test.each(COMMANDS)('kubectl %s', async (line) => {
    const args = line.split(' ');
    expect(steady(await ours(args))).toEqual(steady(await real(args)));
  });
});
