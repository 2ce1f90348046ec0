import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kubectlIn } from './real-kubectl.ts';
import { printTranscript, runScript } from './run-script.ts';
import { parseScript } from './script.ts';

/**
 * Records what a real cluster of this version answers: `KUBECONFIG=FILE RABBITHOLE_KUBECTL=FILE node --import tsx
 * test/clients/transcripts/record.ts [SCRIPT...]`. The cluster has four nodes and the images that the scripts name.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const kubeconfig = process.env['KUBECONFIG'];
if (!kubeconfig) throw new Error('KUBECONFIG must name the kubeconfig of a real cluster');
const scripts = readdirSync(join(folder, 'scripts')).map((file) => basename(file, '.txt'));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : scripts;
const directory = mkdtempSync(join(tmpdir(), 'rabbithole-record-'));
for (const name of chosen) {
  const steps = parseScript(readFileSync(join(folder, 'scripts', `${name}.txt`), 'utf8'));
  const namespace = `t-${name}-${process.pid}`;
  await kubectlIn({ kubeconfig, directory, namespace }, async (kubectl) => {
    const transcript = await runScript(steps, kubectl);
    writeFileSync(join(folder, 'recorded', `${name}.txt`), printTranscript(transcript));
    console.log(`${name}: ${transcript.length} commands`);
  });
}
rmSync(directory, { recursive: true });
