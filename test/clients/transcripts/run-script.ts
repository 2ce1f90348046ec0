import { normalise } from './normalise.ts';
import type { Kubectl, KubectlCall } from './real-kubectl.ts';
import type { Step } from './script.ts';

const UNTIL_MS = 60_000;
const BETWEEN_MS = 250;

export interface Recorded {
  readonly command: string;
  readonly output: string;
}

/** Types a script into a kubectl; gives what it answered, made comparable. */
export async function runScript(steps: readonly Step[], kubectl: Kubectl): Promise<Recorded[]> {
  const { namespace } = kubectl;
  const transcript: Recorded[] = [];
  try {
    for (const step of steps) {
      if (step.kind === 'file') kubectl.writeFile(step.text, withNamespace(step.stdin, namespace));
      else if (step.kind === 'until') await repeatUntil(step, kubectl);
      else if (step.kind === 'command') {
        const { code, stdout, stderr } = await kubectl.run(callOf(step, namespace));
        const parts = [stdout, stderr && `[stderr]\n${stderr}`, code !== 0 && `[exit ${code}]\n`];
        const said = parts.filter(Boolean).join('');
        transcript.push({ command: step.text, output: normalise(said, { namespace, sorted: step.sorted }) });
      }
    }
  } finally {
    for (const step of steps) if (step.kind === 'finally') await kubectl.run(callOf(step, namespace));
  }
  return transcript;
}

function callOf({ args, stdin, environment }: Step, namespace: string): KubectlCall {
  return {
    args: args.map((word) => withNamespace(word, namespace)),
    stdin: withNamespace(stdin, namespace),
    environment,
  };
}

function withNamespace(text: string, namespace: string): string {
  return text.replaceAll('$NAMESPACE', namespace);
}

async function repeatUntil(step: Step, kubectl: Kubectl): Promise<void> {
  const end = performance.now() + UNTIL_MS;
  for (;;) {
    const { stdout, stderr } = await kubectl.run(callOf(step, kubectl.namespace));
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
