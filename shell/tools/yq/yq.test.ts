import { expect, test } from 'vitest';
import { createShellMachine, runBash } from '../../testing/run-bash.ts';

const DEPLOYMENT = `# the deployment
kind: Deployment # kind
metadata:
  name: web
  labels: {app: web, tier: 'x'}
spec:
  replicas: 2
  containers:
    # first
    - name: a
      image: nginx:1.0
---
kind: Service
metadata:
  name: svc
`;

async function yq(command: string, files: Readonly<Record<string, string>> = { 'd.yaml': DEPLOYMENT }) {
  const machine = createShellMachine();
  for (const [name, text] of Object.entries(files)) machine.files.write(`/home/learner/${name}`, Buffer.from(text));
  return runBash(command, { machine });
}

const ok = (stdout: string) => ({ stdout, stderr: '', status: 0 });

test('a document goes through with its comments, its style and its order', async () => {
  expect(await yq('yq . d.yaml')).toEqual(ok(DEPLOYMENT));
});

test.each([
  ['a value of each document', `yq '.metadata.name' d.yaml`, 'web\n---\nsvc\n'],
  ['a selection', `yq 'select(.kind == "Service")' d.yaml`, 'kind: Service\nmetadata:\n  name: svc\n'],
  ['several values of one document', `yq '.spec.containers[] | .name, .image' d.yaml`, 'a\nnginx:1.0\n'],
  ['JSON', `yq -o json -I 0 '.metadata' d.yaml`, '{"name":"web","labels":{"app":"web","tier":"x"}}\n{"name":"svc"}\n'],
  ['making a document', `yq -n '.a.b = 1 | .c = [1]'`, 'a:\n  b: 1\nc:\n  - 1\n'],
  ['the environment', `X=hi yq -n '.a = strenv(X)'`, 'a: hi\n'],
  ['JSON as blocks', `yq -P . <<< '{"a":{"b":[1,"x"]}}'`, 'a:\n  b:\n    - 1\n    - x\n'],
])('%s', async (_what, command, stdout) => {
  expect(await yq(command)).toEqual(ok(stdout));
});

test('a change in place touches nothing else', async () => {
  const [first = ''] = DEPLOYMENT.split('---\n');
  const result = await yq(`yq -i '.spec.replicas = 5' f.yaml; cat f.yaml`, { 'f.yaml': first });
  expect(result).toEqual(ok(first.replace('replicas: 2', 'replicas: 5')));
});

test('comments can be taken away, files merged', async () => {
  const files = { 'a.yaml': 'a: 1 # one\nb:\n  c: 2\n', 'b.yaml': 'b:\n  d: 3\n' };
  expect(await yq(`yq '... comments=""' a.yaml`, files)).toEqual(ok('a: 1\nb:\n  c: 2\n'));
  expect(await yq(`yq '. * load("b.yaml")' a.yaml`, files)).toEqual(ok('a: 1 # one\nb:\n  c: 2\n  d: 3\n'));
  expect(await yq(`yq ea 'select(fi == 0) * select(fi == 1)' a.yaml b.yaml`, files)).toEqual(
    ok('a: 1\nb:\n  c: 2\n  d: 3\n'),
  );
});

test('a missing file', async () => {
  expect(await yq('yq . no.yaml')).toEqual({
    stdout: '',
    stderr: 'Error: open no.yaml: no such file or directory\n',
    status: 1,
  });
});
