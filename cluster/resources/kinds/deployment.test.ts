import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { aggregateText } from '../field-error.ts';
import type { MutableObject } from '../resource-definition.ts';
import { recordingContext } from '../strategy-context.test-helper.ts';
import { deploymentKind } from './deployment.ts';

function deployment(spec: Record<string, unknown> = {}): MutableObject {
  const object: MutableObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'red', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'red' } },
      template: { metadata: { labels: { app: 'red' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
      ...spec,
    },
  };
  deploymentKind.defaults?.(object);
  return object;
}

const stored = (object: MutableObject) => structuredClone(object) as unknown as KubernetesObject;
const complaint = (object: MutableObject) => aggregateText(deploymentKind.validate?.(stored(object)) ?? []);

test('the defaults of a real server', () => {
  expect(deployment()['spec']).toEqual({
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    selector: { matchLabels: { app: 'red' } },
    template: {
      metadata: { labels: { app: 'red' } },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'nginx',
            imagePullPolicy: 'Always',
            resources: {},
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
          },
        ],
        dnsPolicy: 'ClusterFirst',
        restartPolicy: 'Always',
        schedulerName: 'default-scheduler',
        securityContext: {},
        terminationGracePeriodSeconds: 30,
      },
    },
  });
});

test('the generation counts changes of the spec and of annotations, not of the status', () => {
  const context = recordingContext();
  const first = deployment();
  deploymentKind.prepareForCreate?.(first, context);
  const next = (change: (object: MutableObject) => void) => {
    const object = structuredClone(first);
    change(object);
    deploymentKind.prepareForUpdate?.(object, stored(first), context);
    return [object.metadata['generation'], object['status']];
  };
  expect(next(() => {})).toEqual([1, {}]);
  expect(next((object) => Object.assign(object['spec'] as object, { replicas: 2 }))).toEqual([2, {}]);
  expect(next((object) => Object.assign(object.metadata, { annotations: { a: 'b' } }))).toEqual([2, {}]);
  expect(next((object) => Object.assign(object, { status: { replicas: 9 } }))).toEqual([1, {}]);
});

test('what users get wrong, in the words of the real server', () => {
  expect(complaint(deployment())).toBe('');
  expect(complaint(deployment({ selector: { matchLabels: { app: 'blue' } } }))).toBe(
    'spec.template.metadata.labels: Invalid value: {"app":"red"}: `selector` does not match template `labels`',
  );
  expect(complaint(deployment({ replicas: -1 }))).toBe(
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  );
  const rollingUpdate = { maxUnavailable: 0, maxSurge: 0 };
  expect(complaint(deployment({ strategy: { type: 'RollingUpdate', rollingUpdate } }))).toBe(
    'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
  );
  const template = {
    metadata: { labels: { app: 'red' } },
    spec: { containers: [{ name: 'Web' }], restartPolicy: 'Never' },
  };
  expect(complaint(deployment({ template }))).toBe(
    "[spec.template.spec.containers[0].name: Invalid value: \"Web\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?'), spec.template.spec.containers[0].image: Required value, spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"]",
  );
});

test('the selector may not change', () => {
  const changed = deployment({ selector: { matchLabels: { app: 'red', tier: 'web' } } });
  expect(aggregateText(deploymentKind.validateUpdate?.(stored(changed), stored(deployment())) ?? [])).toBe(
    'spec.selector: Invalid value: {"matchLabels":{"app":"red","tier":"web"}}: field is immutable',
  );
});
