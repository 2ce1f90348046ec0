import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { aggregateText } from '../field-error.ts';
import type { MutableObject } from '../resource-definition.ts';
import { recordingContext } from '../strategy-context.test-helper.ts';
import { podKind } from './pod.ts';

function pod(container: Record<string, unknown> = {}, spec: Record<string, unknown> = {}): MutableObject {
  const object: MutableObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'red', namespace: 'default' },
    spec: { containers: [{ name: 'web', image: 'nginx:1.27', ...container }], ...spec },
  };
  podKind.defaults?.(object);
  return object;
}

const stored = (object: MutableObject) => structuredClone(object) as unknown as KubernetesObject;
const complaint = (object: MutableObject) => aggregateText(podKind.validate?.(stored(object)) ?? []);

test('admission: tolerations and priority', () => {
  const object = pod();
  podKind.prepareForCreate?.(object, recordingContext());
  expect(object['spec']).toMatchObject({
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
    tolerations: [
      { effect: 'NoExecute', key: 'node.kubernetes.io/not-ready', operator: 'Exists', tolerationSeconds: 300 },
      { effect: 'NoExecute', key: 'node.kubernetes.io/unreachable', operator: 'Exists', tolerationSeconds: 300 },
    ],
    containers: [{ imagePullPolicy: 'IfNotPresent' }],
  });
  expect(object['status']).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  expect(complaint(object)).toBe('');
});

test('limits are requests where nothing else was said, and make the class', () => {
  const object = pod({ resources: { limits: { cpu: '1', memory: '1Gi' } } });
  podKind.prepareForCreate?.(object, recordingContext());
  expect(object['status']).toEqual({ phase: 'Pending', qosClass: 'Guaranteed' });
});

test.each([
  [{}, { containers: [] }, 'spec.containers: Required value'],
  [{ ports: [{ containerPort: 0 }] }, {}, 'spec.containers[0].ports[0].containerPort: Required value'],
  [
    { ports: [{ containerPort: 80, protocol: 'HTTP' }] },
    {},
    'spec.containers[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
  ],
  [
    { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
    {},
    'spec.containers[0].volumeMounts[0].name: Not found: "data"',
  ],
  [{ livenessProbe: {} }, {}, 'spec.containers[0].livenessProbe: Required value: must specify a handler type'],
  [
    { resources: { limits: { memory: '64Mi' }, requests: { memory: '1Gi' } } },
    {},
    'spec.containers[0].resources.requests: Invalid value: "1Gi": must be less than or equal to memory limit of 64Mi',
  ],
  [
    {},
    { restartPolicy: 'Sometimes' },
    'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
  ],
])('%j %j', (container, spec, message) => {
  expect(complaint(pod(container, spec))).toBe(message);
});

test('only the image of a running pod may change', () => {
  const changes = (object: MutableObject) =>
    aggregateText(podKind.validateUpdate?.(stored(object), stored(pod())) ?? []);
  expect(changes(pod({ image: 'nginx:1.28' }))).toBe('');
  expect(changes(pod({ command: ['sleep'] }))).toMatch(
    /^spec: Forbidden: pod updates may not change fields other than `spec.containers\[\*\].image`,/,
  );
  expect(changes(pod({}, { containers: [] }))).toBe(
    'spec.containers: Forbidden: pod updates may not add or remove containers',
  );
});

test('restart rules of single containers are not on, and are left out', () => {
  const rules = [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }];
  const object = pod({ restartPolicy: 'Never', restartPolicyRules: rules });
  podKind.defaults?.(object);
  const [container] = (object.spec as { containers: object[] }).containers;
  expect(container).not.toHaveProperty('restartPolicy');
  expect(container).not.toHaveProperty('restartPolicyRules');
});
