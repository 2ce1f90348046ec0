import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { proveLab } from '../../server/checks/prove-lab.ts';
import { startVirtualCluster } from '../../server/drivers/embedded/virtual-cluster.ts';
import { everyCase } from '../../server/labs/draw-lab.ts';
import { readCatalogue, rootsIn } from '../../server/labs/lab-catalogue.ts';
import { formatProblem } from '../../server/labs/lab-problem.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const { labs, problems, library } = readCatalogue(rootsIn(root));

test('every lab can be read', () => {
  expect(problems.map(formatProblem)).toEqual([]);
  expect(labs.length).toBeGreaterThan(0);
});

describe.each(labs.map((lab) => ({ folder: lab.folder, lab })))('$folder', ({ lab }) => {
  test('is proven both ways', { timeout: 120_000 }, async () => {
    const unproven: string[] = [];
    for (const drawn of everyCase(lab)) {
      const options = { lab: drawn, library, start: () => startVirtualCluster(lab.start) };
      for await (const { claim, problem } of proveLab(options)) {
        if (problem !== null) unproven.push(`${claim}: ${problem}`);
      }
    }
    expect(unproven).toEqual([]);
  });
});
