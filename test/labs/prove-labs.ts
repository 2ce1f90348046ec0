import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { proveLab } from '../../server/checks/prove-lab.ts';
import { startVirtualCluster } from '../../server/drivers/embedded/virtual-cluster.ts';
import { everyCase } from '../../server/labs/draw-lab.ts';
import { readCatalogue, rootsIn } from '../../server/labs/lab-catalogue.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

export const catalogue = readCatalogue(rootsIn(root));

/** Into how many files the proofs are divided, so that they run side by side. */
export const PARTS = 3;

/** A test a lab, of every third lab from the `part`th on. */
export function describeLabs(part: number): void {
  const labs = catalogue.labs.filter((_, at) => at % PARTS === part - 1);
  describe.each(labs.map((lab) => ({ folder: lab.folder, lab })))('$folder', ({ lab }) => {
    test('is proven both ways', { timeout: 180_000 }, async () => {
      const unproven: string[] = [];
      for (const drawn of everyCase(lab)) {
        const options = { lab: drawn, library: catalogue.library, start: () => startVirtualCluster(lab.start) };
        for await (const { claim, problem } of proveLab(options)) {
          if (problem !== null) unproven.push(`${claim}: ${problem}`);
        }
      }
      expect(unproven).toEqual([]);
    });
  });
}
