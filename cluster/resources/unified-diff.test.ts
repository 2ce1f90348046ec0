import { expect, test } from 'vitest';
import { internalValue } from './internal-value.ts';
import { unifiedDiff } from './unified-diff.ts';

const claim = (change: object) =>
  internalValue({ accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', ...change }, 'PersistentVolumeClaimSpec');

test('a part of a claim, as a kube-apiserver shows what was changed', () => {
  expect(unifiedDiff(claim({}), claim({ accessModes: ['ReadWriteMany'] }))).toBe(
    `@@ -1,6 +1,6 @@
 {
  "AccessModes": [
-  "ReadWriteOnce"
+  "ReadWriteMany"
  ],
  "Selector": null,
  "Resources": {
`,
  );
});

test('changes far from each other stand in hunks of their own; a pod has its host fields in its security context', () => {
  const spec = { containers: [{ name: 'c', env: [{ name: 'A', value: '<' }] }], securityContext: {} };
  const changed = { ...spec, hostNetwork: true, restartPolicy: 'Never' };
  const text = unifiedDiff(internalValue(spec, 'PodSpec'), internalValue(changed, 'PodSpec'));
  expect(text.split('\n').filter((line) => /^[-+@]/.test(line))).toEqual([
    '@@ -41,7 +41,7 @@',
    '- "RestartPolicy": "",',
    '+ "RestartPolicy": "Never",',
    '@@ -50,7 +50,7 @@',
    '-  "HostNetwork": false,',
    '+  "HostNetwork": true,',
  ]);
});

test('what is added, what is removed, and nothing', () => {
  expect(unifiedDiff({ a: 1 }, { a: 1, b: '<' })).toBe(
    '@@ -1,3 +1,4 @@\n {\n- "a": 1\n+ "a": 1,\n+ "b": "\\u003c"\n }\n',
  );
  expect(unifiedDiff([1, 2], [2])).toBe('@@ -1,4 +1,3 @@\n [\n- 1,\n  2\n ]\n');
  expect(unifiedDiff({ a: 1 }, { a: 1 })).toBe('');
});
