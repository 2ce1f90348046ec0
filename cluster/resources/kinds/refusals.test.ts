import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { aggregateText } from '../field-error.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { cronJobKind } from './cron-job.ts';
import { networkPolicyKind } from './network-policy.ts';
import { podKind } from './pod.ts';
import { roleKind } from './role.ts';
import { statefulSetKind } from './stateful-set.ts';

/** Defaulted, then refused: the messages of a released API server for the same objects. */
function refusal(definition: ResourceDefinition, fields: Record<string, unknown>): string {
  const metadata = { name: 'red', ...(definition.namespaced && { namespace: 'default' }) };
  const object = { apiVersion: definition.version, kind: definition.kind, metadata, ...structuredClone(fields) };
  definition.defaults?.(object);
  return aggregateText(definition.validate!(object as unknown as KubernetesObject));
}

const container = { name: 'c', image: 'nginx' };
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [container] } };

describe('pods', () => {
  test('a field of the pod that an environment variable cannot be', () => {
    const env = [{ name: 'B', valueFrom: { fieldRef: { fieldPath: 'x.y' } } }];
    expect(refusal(podKind, { spec: { containers: [{ ...container, env }] } })).toBe(
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "x.y": error converting fieldPath: field label not supported: x.y',
    );
  });

  test('tolerations and spread constraints', () => {
    const tolerations = [{ operator: 'Equal' }];
    const constraint = { maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
    expect(
      refusal(podKind, { spec: { containers: [container], tolerations, topologySpreadConstraints: [constraint] } }),
    ).toBe(
      '[spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero, ' +
        'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"]',
    );
  });

  test('a host port twice', () => {
    const ports = [
      { containerPort: 80, hostPort: 80 },
      { containerPort: 81, hostPort: 80 },
    ];
    expect(refusal(podKind, { spec: { containers: [{ ...container, ports }] } })).toBe(
      'spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"',
    );
  });
});

test('a StatefulSet with a strategy that is none', () => {
  const spec = { selector: { matchLabels: { a: 'b' } }, template, updateStrategy: { type: 'Y' } };
  expect(refusal(statefulSetKind, { spec })).toBe(
    `spec.updateStrategy: Invalid value: {"Type":"Y","RollingUpdate":null}: must be 'RollingUpdate' or 'OnDelete'`,
  );
});

test('a StatefulSet mounts the claims that its pods will have, and nothing else', () => {
  const volumeMounts = ['data', 'logs'].map((name) => ({ name, mountPath: `/${name}` }));
  const container = { ...template.spec.containers[0], volumeMounts };
  const spec = {
    selector: { matchLabels: { a: 'b' } },
    template: { ...template, spec: { ...template.spec, containers: [container] } },
    volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }],
  };
  expect(refusal(statefulSetKind, { spec })).toBe(
    'spec.template.spec.containers[0].volumeMounts[1].name: Not found: "logs"',
  );
});

test('a CronJob whose pods would never end, at a time that is none', () => {
  const spec = { schedule: 'x', timeZone: 'Foo/Bar', jobTemplate: { spec: { template } } };
  expect(refusal(cronJobKind, { spec })).toBe(
    '[spec.schedule: Invalid value: "x": expected exactly 5 fields, found 1: [x], ' +
      'spec.timeZone: Invalid value: "Foo/Bar": unknown time zone Foo/Bar, ' +
      'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"]',
  );
});

test('a NetworkPolicy with an exception outside its block', () => {
  const egress = [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/8'] } }] }];
  expect(refusal(networkPolicyKind, { spec: { podSelector: {}, egress } })).toBe(
    'spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "11.0.0.0/8": must be a strict subset of `cidr`',
  );
});

test('a Role over URLs', () => {
  expect(refusal(roleKind, { rules: [{ verbs: ['get'], nonResourceURLs: ['/x'] }] })).toBe(
    'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
  );
});
