import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClusterOnPort } from './embedded-cluster.ts';
import { pullImages } from './transcripts/images-on-nodes.ts';
import { knownDifferences } from './transcripts/known-differences.ts';
import { kubectlIn } from './transcripts/real-kubectl.ts';
import { type Recorded, readTranscript, runScript } from './transcripts/run-script.ts';
import { parseScript } from './transcripts/script.ts';

const folder = fileURLToPath(new URL('./transcripts/', import.meta.url));
const scripts = readdirSync(join(folder, 'scripts')).map((file) => basename(file, '.txt'));

let cluster: ClusterOnPort;
beforeAll(async () => {
  cluster = await ClusterOnPort.start(11);
  await pullImages(cluster);
});
afterAll(() => cluster.stop());

describe.each(scripts)('%s', (name) => {
  const steps = parseScript(readFileSync(join(folder, 'scripts', `${name}.txt`), 'utf8'));
  const commands = steps.filter(({ kind }) => kind === 'command').map(({ text }) => text);
  const recorded = readTranscript(readFileSync(join(folder, 'recorded', `${name}.txt`), 'utf8'), commands);
  const namespace = `t-${name}-1`;
  let answered: Recorded[] = [];

  beforeAll(async () => {
    const place = { kubeconfig: join(cluster.directory, 'kubeconfig'), directory: cluster.directory, namespace };
    await kubectlIn(place, async (kubectl) => {
      answered = await runScript(steps, kubectl);
    });
  }, 180_000);

  test.each(recorded.map((line, index) => ({ ...line, index })))('$command', ({ command, output, index }) => {
    const difference = knownDifferences[name]?.[command];
    if (difference === undefined) expect(answered[index]?.output).toBe(output);
    else expect(answered[index]?.output, `known difference: ${difference}`).not.toBe(output);
  });
});

test('every known difference names a command of a script', () => {
  const lost = Object.entries(knownDifferences).flatMap(([script, commands]) => {
    const text = scripts.includes(script) ? readFileSync(join(folder, 'scripts', `${script}.txt`), 'utf8') : '';
    return Object.keys(commands).filter((command) => !text.includes(`$ ${command}`));
  });
  expect(lost).toEqual([]);
});
