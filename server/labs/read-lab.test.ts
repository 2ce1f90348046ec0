import { expect, test } from 'vitest';
import { EXAMPLE_LAB, writeLabs } from '../testing/example-lab.ts';
import { readCatalogue } from './lab-catalogue.ts';
import { formatProblem } from './lab-problem.ts';

/** Problems of the example lab with some of its files replaced (or, with null, left out). */
function problems(changes: Record<string, string | null>): string[] {
  const files = Object.entries({ ...EXAMPLE_LAB, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return readCatalogue(writeLabs(Object.fromEntries(files))).problems.map(formatProblem);
}

const lab = EXAMPLE_LAB['labs/01-example/lab.md']!;
const step = (body: string) => ({ 'labs/01-example/steps/2-second.md': `---\ntitle: Second\n---\n${body}\n` });

test('the example lab is fine', () => {
  expect(problems({})).toEqual([]);
});

test('a typing error in the front matter is told with its line and the nearest name', () => {
  expect(problems({ 'labs/01-example/lab.md': lab.replace('minutes: 5', 'minuts: 5') })).toEqual([
    'labs/01-example/lab.md:2: the file lacks `minutes`',
    'labs/01-example/lab.md:5: unknown key `minuts`. Did you mean `minutes`?',
  ]);
  expect(problems({ 'labs/01-example/lab.md': lab.replace('count-from: lb', 'count-from: lbs') })).toEqual([
    'labs/01-example/lab.md:8: `count-from` has an unknown value `lbs`. Did you mean `lb`?',
  ]);
  expect(problems({ 'labs/01-example/lab.md': lab.replace('nodes=2', 'nodes=2, ingres') })).toEqual([
    'labs/01-example/lab.md:1: unknown requirement `ingres`. Did you mean `ingress`?',
  ]);
  expect(problems({ 'labs/01-example/lab.md': lab.replace('title: An example', 'title: [') })[0]).toMatch(
    /^labs\/01-example\/lab\.md:\d+: Flow sequence/,
  );
});

test('fences and questions are read strictly', () => {
  expect(problems(step('```quizz\nid: a\n```'))).toEqual([
    'labs/01-example/steps/2-second.md:4: unknown fence `quizz`. Did you mean `quiz`?',
  ]);
  const quiz = (lines: string) => step(`\`\`\`quiz\n${lines}\n\`\`\``);
  expect(problems(quiz('id: a\nkind: singel\nprompt: x'))).toEqual([
    'labs/01-example/steps/2-second.md:6: `kind` has an unknown value `singel`. Did you mean `single`?',
  ]);
  expect(problems(quiz('id: a\nkind: number\nprompt: x\nkey: many\notherwise: no'))).toEqual([
    'labs/01-example/steps/2-second.md:8: `key` must be a number or {from: …}',
  ]);
  const two = 'options: [{id: a, text: A, right: true}, {id: b, text: B}]';
  expect(problems(quiz(`id: a\nkind: single\nprompt: x\n${two}`))).toEqual([
    'labs/01-example/steps/2-second.md:5: option `b` of `a` is wrong and lacks `explain`',
  ]);
  expect(problems(quiz('id: guess\nkind: number\nprompt: x\nkey: 1\notherwise: no'))).toEqual([
    'labs/01-example/steps/2:1: a second question is called `guess`',
  ]);
});

test('missing and stray files are told', () => {
  expect(
    problems({
      'labs/01-example/solution/1.sh': null,
      'labs/01-example/solution/9.sh': 'true\n',
      'checks/01-example/x.sh': '',
    }),
  ).toEqual([
    'labs/01-example/solution/1.sh:1: is missing: step 1 has a check',
    'labs/01-example/solution/9.sh:1: belongs to no step: nothing would read this file',
    'checks/01-example/x.sh:1: is neither N.sh of a step nor still-NAME.sh',
  ]);
  expect(problems({ 'checks/01-example/1.sh': '# Red answers.\n# runs: on-demand\nsleep 1\n' })).toEqual([
    'checks/01-example/1.sh:2: unknown header `runs`. Did you mean `run`?',
    'checks/01-example/1.sh:1: a check never sleeps: it is run again when something changed',
  ]);
});

test('the start state is objects in file order, load balancers and home files', () => {
  const files = {
    ...EXAMPLE_LAB,
    'labs/01-example/start/10-a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n',
    'labs/01-example/start/20-b.yaml': '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n---\n',
    'labs/01-example/start/cloud.yaml': 'loadBalancers: [{name: lb, address: 1.2.3.4, port: 80}]\n',
  };
  const { start } = readCatalogue(writeLabs(files)).labs[0]!;
  expect(start).toEqual({
    nodes: 2,
    requires: ['nodes=2'],
    setup: null,
    terminalNote: 'Welcome.',
    manifests: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } },
    ],
    cloud: { loadBalancers: [{ name: 'lb', address: '1.2.3.4', port: 80 }] },
    home: { 'red.yaml': 'kind: Service\n' },
  });
});
