import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterOptions } from '../../../cluster/cluster.ts';
import { readCatalogue, rootsIn } from '../../../server/labs/lab-catalogue.ts';
import { ClusterOnPort, type Outcome } from '../embedded-cluster.ts';
import { commandWords } from './command-words.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import type { Scene } from './scenes.ts';
import { inAnyOrder, outcomeText, steady, steadyAcrossClusters } from './steady.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');
const manifests = fileURLToPath(new URL('../manifests/', import.meta.url));

/** Tests of every line of the scenes: the real kubectl's outcome and ours, on two clusters that start alike. */
export function compareScenes(scenes: readonly Scene[], addons?: ClusterOptions['addons']): void {
  let forTheRealOne: ClusterOnPort;
  let forOurs: ClusterOnPort;
  beforeAll(async () => {
    const lab = readCatalogue(rootsIn(root)).find('down-the-rabbit-hole');
    forTheRealOne = await ClusterOnPort.start(4, lab!.start.manifests, addons);
    forOurs = await ClusterOnPort.start(4, lab!.start.manifests, addons);
    for (const on of [forTheRealOne, forOurs])
      for (const name of readdirSync(manifests, { recursive: true, encoding: 'utf8' }))
        if (/\.(yaml|env)$/.test(name)) on.write(name, readFileSync(manifests + name, 'utf8'));
  });
  afterAll(async () => {
    await forTheRealOne.stop();
    await forOurs.stop();
  });

  async function bothOutcomes(line: string, run: Scene['run']): Promise<{ real: string; ours: string }> {
    const { args, environment, stdinFile } = commandWords(line);
    const input = stdinFile ? readFileSync(manifests + stdinFile, 'utf8') : '';
    const on = run === 'reads' ? forTheRealOne : forOurs;
    const across = run === 'reads' ? steady : steadyAcrossClusters;
    const normalise = args.includes('--all-containers') ? (outcome: Outcome) => inAnyOrder(across(outcome)) : across;
    const real = outcomeText(normalise(await forTheRealOne.kubectl(args, input, environment)));
    const ours = outcomeText(normalise(await on.shellKubectl(args, input, environment)));
    return { real, ours };
  }

  describe.each(scenes)('the same words as the real kubectl', ({ run, lines }) => {
    test.each(lines)('kubectl %s', async (line) => {
      const { real, ours } = await bothOutcomes(line, run);
      if (line in KNOWN_DIFFERENCES) expect(ours, 'a known difference is gone').not.toBe(real);
      else expect(ours).toBe(real);
    });
  });
}
