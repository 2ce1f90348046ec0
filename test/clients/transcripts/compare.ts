import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClusterOnPort } from '../embedded-cluster.ts';
import { pullImages } from './images-on-nodes.ts';
import { kubectlIn } from './real-kubectl.ts';
import { printTranscript, type Recorded, runScript } from './run-script.ts';
import { parseScript } from './script.ts';

/**
 * Prints how the embedded cluster's answers differ from the recorded ones: `RABBITHOLE_KUBECTL=FILE node --import tsx
 * test/clients/transcripts/compare.ts [SCRIPT...]`. With KUBECONFIG the scripts are typed into that cluster, too, and its
 * answers take the recordings' place: so another kubectl than the recordings' is compared with itself.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const real = process.env['KUBECONFIG'];
const scripts = readdirSync(join(folder, 'scripts')).map((file) => basename(file, '.txt'));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : scripts;
const directory = mkdtempSync(join(tmpdir(), 'rabbithole-compare-'));
const cluster = await ClusterOnPort.start(11);
await pullImages(cluster);
const [ours, theirs] = ['ours', 'real'].map((side) => join(directory, side)) as [string, string];
for (const side of [ours, theirs]) mkdirSync(side);

async function typed(name: string, kubeconfig: string, side: string): Promise<Recorded[]> {
  const steps = parseScript(readFileSync(join(folder, 'scripts', `${name}.txt`), 'utf8'));
  let transcript: Recorded[] = [];
  await kubectlIn({ kubeconfig, directory: side, namespace: `t-${name}-${process.pid}` }, async (kubectl) => {
    transcript = await runScript(steps, kubectl);
  });
  return transcript;
}

let [commands, different] = [0, 0];
for (const name of chosen) {
  try {
    const [answer, expected] = await Promise.all([
      typed(name, join(cluster.directory, 'kubeconfig'), ours),
      real ? typed(name, real, theirs) : undefined,
    ]);
    const [left, right] = [join(theirs, `${name}.txt`), join(ours, `${name}.txt`)];
    writeFileSync(right, printTranscript(answer));
    writeFileSync(
      left,
      expected ? printTranscript(expected) : readFileSync(join(folder, 'recorded', `${name}.txt`), 'utf8'),
    );
    commands += answer.length;
    if (expected) different += answer.filter(({ output }, index) => output !== expected[index]?.output).length;
    try {
      execFileSync('diff', ['--unified=4', '--show-function-line=^\\$ kubectl', left, right], { encoding: 'utf8' });
    } catch (error) {
      if (error instanceof Error && 'stdout' in error) console.log(`##### ${name}\n${error.stdout}`);
    }
  } catch (error) {
    console.log(`##### ${name}: ${error}`);
  }
}
console.log(`${commands} commands${real ? `, ${different} answered otherwise` : ''}`);
await cluster.stop();
rmSync(directory, { recursive: true });
