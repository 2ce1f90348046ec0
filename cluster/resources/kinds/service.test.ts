import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, fieldErrorText } from '../field-error.ts';
import type { MutableObject } from '../resource-definition.ts';
import { recordingContext } from '../strategy-context.test-helper.ts';
import { serviceKind } from './service.ts';

type Spec = Record<string, unknown>;
const PORT = { port: 80, targetPort: 8080 };

function service(spec: Spec): MutableObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'red', namespace: 'default' }, spec };
}

const stored = (object: MutableObject) => structuredClone(object) as unknown as KubernetesObject;

function created(spec: Spec, context = recordingContext()): MutableObject {
  const object = service(structuredClone(spec));
  serviceKind.defaults?.(object);
  serviceKind.prepareForCreate?.(object, context);
  return object;
}

function updated(old: MutableObject, change: (spec: Spec) => void, context = recordingContext()): MutableObject {
  const object = structuredClone(old);
  change(object['spec'] as Spec);
  serviceKind.defaults?.(object);
  serviceKind.prepareForUpdate?.(object, stored(old), context);
  return object;
}

const complaints = (object: MutableObject) => (serviceKind.validate?.(stored(object)) ?? []).map(fieldErrorText);

function row(object: MutableObject): unknown[] {
  return serviceKind.columns
    .filter((column) => column.name !== 'Age')
    .map((column) => column.value(stored(object), { nowMs: 0 }));
}

describe('create', () => {
  test('a ClusterIP Service gets an address and the defaults of a real one', () => {
    const object = created({ ports: [PORT], selector: { app: 'red' } });
    expect(object['spec']).toEqual({
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
      selector: { app: 'red' },
      internalTrafficPolicy: 'Cluster',
      ipFamilyPolicy: 'SingleStack',
      ipFamilies: ['IPv4'],
      clusterIP: '10.96.0.100',
      clusterIPs: ['10.96.0.100'],
    });
    expect(object['status']).toEqual({ loadBalancer: {} });
    expect(complaints(object)).toEqual([]);
  });

  test('a NodePort Service keeps the port it asks for and gets the others', () => {
    const context = recordingContext();
    const ports = [
      { ...PORT, name: 'a', nodePort: 32000 },
      { port: 443, name: 'b' },
    ];
    const object = created({ type: 'NodePort', ports }, context);
    expect(context.log).toEqual(['+10.96.0.100', '+32000', '+31000']);
    expect(row(object)).toEqual(['red', 'NodePort', '10.96.0.100', '<none>', '80:32000/TCP,443:31000/TCP', '<none>']);
  });

  test('a node port that another Service holds is refused with the port that asked', () => {
    const attempt = () =>
      created({ type: 'NodePort', ports: [{ ...PORT, nodePort: 32000 }] }, recordingContext([32000]));
    let refusal: FieldError | undefined;
    try {
      attempt();
    } catch (error) {
      refusal = error as FieldError;
    }
    expect(refusal && fieldErrorText(refusal)).toBe(
      'spec.ports[0].nodePort: Invalid value: 32000: provided port is already allocated',
    );
  });

  test('TCP and UDP on the same port share a node port', () => {
    const ports = [
      { ...PORT, name: 'tcp' },
      { ...PORT, name: 'udp', protocol: 'UDP' },
    ];
    expect(row(created({ type: 'NodePort', ports }))[4]).toBe('80:31000/TCP,80:31000/UDP');
  });

  test('a LoadBalancer that keeps traffic on its node gets a health check port', () => {
    const object = created({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: [PORT] });
    expect(object['spec']).toMatchObject({ healthCheckNodePort: 31001, allocateLoadBalancerNodePorts: true });
    expect(row(object)[3]).toBe('<pending>');
  });

  test('headless and ExternalName Services take no address', () => {
    const context = recordingContext();
    expect(row(created({ clusterIP: 'None', ports: [PORT], selector: { a: 'b' } }, context))[2]).toBe('None');
    expect(row(created({ type: 'ExternalName', externalName: 'example.com' }, context))).toEqual([
      'red',
      'ExternalName',
      '<none>',
      'example.com',
      '<none>',
      '<none>',
    ]);
    expect(context.log).toEqual([]);
  });

  test.each([
    [{ ports: [] }, ['spec.ports: Required value']],
    [
      { ports: [{ port: 80 }, { port: 81 }] },
      ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
    ],
    [
      { ports: [{ port: 70000 }] },
      [
        'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      { ports: [{ port: 80, nodePort: 32000 }] },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      { ports: [PORT], type: 'Nodeport' },
      [
        'spec.type: Unsupported value: "Nodeport": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    ],
    [
      { ports: [PORT], externalTrafficPolicy: 'Local' },
      ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
    ],
  ])('%j is refused and takes nothing', (spec, expected) => {
    const context = recordingContext();
    expect(complaints(created(spec, context))).toEqual(expected);
    expect(context.log).toEqual([]);
  });
});

describe('update', () => {
  const nodePort = created({ type: 'NodePort', ports: [{ ...PORT, nodePort: 32000 }] });

  test('leaving out what was allocated keeps it', () => {
    const context = recordingContext();
    const object = updated(
      nodePort,
      (spec) => {
        for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) delete spec[field];
        spec['ports'] = [PORT];
      },
      context,
    );
    expect(object['spec']).toEqual(nodePort['spec']);
    expect(context.log).toEqual([]);
  });

  test('becoming a ClusterIP Service gives the node port back', () => {
    const context = recordingContext();
    const object = updated(
      nodePort,
      (spec) => {
        spec['type'] = 'ClusterIP';
      },
      context,
    );
    expect(context.log).toEqual(['-32000']);
    expect(row(object)[4]).toBe('80/TCP');
    expect(object['spec']).not.toHaveProperty('externalTrafficPolicy');
    expect(complaints(object)).toEqual([]);
  });

  test('another node port takes the new one and gives back the old', () => {
    const context = recordingContext();
    updated(
      nodePort,
      (spec) => {
        spec['ports'] = [{ ...PORT, nodePort: 32001 }];
      },
      context,
    );
    expect(context.log).toEqual(['+32001', '-32000']);
  });

  test('the address may not change', () => {
    const object = structuredClone(nodePort);
    Object.assign(object['spec'] as Spec, { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'] });
    const errors = serviceKind.validateUpdate?.(stored(object), stored(nodePort)) ?? [];
    expect(errors.map(fieldErrorText)).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.9"]: may not change once set',
    ]);
  });

  test('a deleted Service gives everything back', () => {
    const context = recordingContext();
    serviceKind.released?.(stored(nodePort), context);
    expect(context.log).toEqual(['-10.96.0.100', '-32000']);
  });
});
