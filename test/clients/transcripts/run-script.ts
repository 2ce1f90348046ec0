import type { Outcome } from '../embedded-cluster.ts';
import { normalise } from './normalise.ts';
import type { Step } from './script.ts';

const UNTIL_MS = 60_000;
const BETWEEN_MS = 250;

export interface Recorded {
  readonly command: string;
  readonly output: string;
}

export type Kubectl = (args: readonly string[], stdin: string) => Promise<Outcome>;

/** Types a script into a kubectl whose context is `namespace`; gives what it answered, made comparable. */
export async function runScript(steps: readonly Step[], kubectl: Kubectl, namespace: string): Promise<Recorded[]> {
  const transcript: Recorded[] = [];
  for (const step of steps) {
    if (step.kind === 'until') await repeatUntil(step, kubectl);
    else {
      const { code, stdout, stderr } = await kubectl(step.args, step.stdin);
      const said = [stdout, stderr && `[stderr]\n${stderr}`, code !== 0 && `[exit ${code}]\n`].filter(Boolean).join('');
      transcript.push({ command: step.text, output: normalise(said, { namespace, sorted: step.sorted }) });
    }
  }
  return transcript;
}

async function repeatUntil(step: Step, kubectl: Kubectl): Promise<void> {
  const end = performance.now() + UNTIL_MS;
  for (;;) {
    const { stdout, stderr } = await kubectl(step.args, step.stdin);
    if (step.wanted?.test(stdout + stderr)) return;
    if (performance.now() > end)
      throw new Error(`${step.text} never matched; the last answer was:\n${stdout}${stderr}`);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}

export function printTranscript(transcript: readonly Recorded[]): string {
  return transcript.map(({ command, output }) => `$ ${command}\n${output}`).join('\n');
}

/** The inverse of `printTranscript`; `commands` are the script's, so that output which looks like a prompt stays output. */
export function readTranscript(text: string, commands: readonly string[]): Recorded[] {
  const transcript: Recorded[] = [];
  let rest = text;
  commands.forEach((command, index) => {
    const head = `$ ${command}\n`;
    if (!rest.startsWith(head)) throw new Error(`the recording does not go on with “${command}”: record it again`);
    const next = commands[index + 1];
    const end = next === undefined ? rest.length : rest.indexOf(`\n$ ${next}\n`, head.length - 1);
    if (end < 0) throw new Error(`the recording ends after “${command}”: record it again`);
    transcript.push({ command, output: rest.slice(head.length, end) });
    rest = rest.slice(end + 1);
  });
  return transcript;
}
