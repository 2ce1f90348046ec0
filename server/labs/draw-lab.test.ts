import { expect, test } from 'vitest';
import { buildTestApp, startSession } from '../testing/build-test-app.ts';
import { EXAMPLE_LAB, writeLabs } from '../testing/example-lab.ts';
import { drawLab, everyCase } from './draw-lab.ts';
import { readCatalogue } from './lab-catalogue.ts';
import { formatProblem } from './lab-problem.ts';

function caseFiles(name: string, symptom: string, cause: string): Record<string, string> {
  return {
    [`labs/01-example/cases/${name}/step.md`]: `---\ntitle: Case ${name}\nsymptom: ${symptom}\ncause: ${cause}\n---\nA ticket.\n\n\`\`\`run\ncurl ${name}\n\`\`\`\n`,
    [`labs/01-example/cases/${name}/begin.sh`]: `break ${name}\n`,
    [`labs/01-example/cases/${name}/solution.sh`]: `mend ${name}\n`,
    [`checks/01-example/cases/${name}.sh`]: `# ${name} answers.\nexpect_status 200 http://${name}/\n`,
  };
}

const DRAWN = {
  ...EXAMPLE_LAB,
  'labs/01-example/lab.md': EXAMPLE_LAB['labs/01-example/lab.md']!.replace(
    'requires:',
    'draw: {cases: 2, after: 1}\nrequires:',
  ),
  ...caseFiles('typo', 'refused', 'selector'),
  ...caseFiles('label', 'refused', 'selector'),
  ...caseFiles('policy', 'timed-out', 'policy'),
};

const lab = readCatalogue(writeLabs(DRAWN)).labs[0]!;
const titles = (drawn: typeof lab) => drawn.steps.map(({ title }) => title);

test('a seed draws the same cases again, never two with the same evidence, and they get their numbers', () => {
  const draws = Array.from({ length: 40 }, (_, seed) => drawLab(lab, String(seed)));
  expect(titles(drawLab(lab, '7'))).toEqual(titles(draws[7]!));
  const sets = new Set(draws.map((drawn) => titles(drawn).slice(1, 3).sort().join(' and ')));
  expect([...sets].sort()).toEqual(['Case label and Case policy', 'Case policy and Case typo']);
  const [drawn] = draws;
  expect(titles(drawn!).at(-1)).toBe('Second');
  expect(drawn!.steps.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(drawn!.steps[1]!.blocks[1]).toMatchObject({ type: 'run', id: 'run-2-1' });
  expect(drawn!.steps[3]!.questions[0]).toMatchObject({ id: 'share', step: 4 });
});

test('every case is proven once', () => {
  expect(everyCase(lab).map(titles)).toEqual([
    ['First', 'Case label', 'Case policy', 'Second'],
    ['First', 'Case typo', 'Second'],
  ]);
});

test('a pool that is too small and a stray file are told', () => {
  const files = { ...DRAWN, 'labs/01-example/cases/typo/stray.md': '' };
  const greedy = DRAWN['labs/01-example/lab.md'].replace('cases: 2', 'cases: 9');
  expect(readCatalogue(writeLabs({ ...files, 'labs/01-example/lab.md': greedy })).problems.map(formatProblem)).toEqual([
    'labs/01-example/cases/typo/stray.md:1: belongs to no step: nothing would read this file',
    'labs/01-example/lab.md:1: `draw` wants 9 cases, there are 3',
  ]);
});

test('a step begins when it is reached, once, and again when its cluster is rebuilt', async () => {
  const testApp = await buildTestApp({}, DRAWN);
  const { id, cookie } = await startSession(testApp);
  const { app, driver } = testApp;
  const page = (await app.inject({ url: '/api/labs/example', headers: { cookie } })).json();
  const names = page.content.slice(1, 3).map(({ title }: { title: string }) => title.replace('Case ', ''));
  const post = (path: string) =>
    app.inject({ method: 'POST', url: `/api/sessions/${id}/${path}`, payload: {}, headers: { cookie } });
  const begun = (cluster: number) =>
    driver.clusters[cluster]!.scripts.flatMap(({ script, as }) => {
      const line = script.trim().split('\n').at(-1)!;
      return /^(break|mend)/.test(line) ? [`${as}: ${line}`] : [];
    });
  expect(page.drawn).toBe(true);
  driver.clusters[0]!.outcome = { passed: true, message: '', kept: {} };
  await post('checks/1');
  await post('checks/1');
  expect(begun(0)).toEqual([`checker: break ${names[0]}`]);
  driver.clusters[0]!.notify({ kind: 'lost', reason: 'Gone.' });
  await expect.poll(() => driver.clusters.length).toBe(2);
  await expect.poll(() => begun(1)).toEqual([`checker: break ${names[0]}`]);
});
