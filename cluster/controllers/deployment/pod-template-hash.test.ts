import { expect, test } from 'vitest';
import { podTemplateHash } from './pod-template-hash.ts';

const template = {
  metadata: { labels: { b: '2', app: 'web' }, annotations: { x: 'multi\nline' } },
  spec: {
    containers: [
      {
        name: 'nginx',
        image: 'nginx',
        command: ['a', 'b c'],
        ports: [{ containerPort: 80, protocol: 'TCP' }],
        env: [
          { name: 'A', value: 'x' },
          { name: 'B', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
        ],
        resources: { limits: { cpu: '500m', memory: '64Mi' }, requests: { cpu: '1' } },
        readinessProbe: {
          httpGet: { path: '/', port: 80, scheme: 'HTTP' },
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 3,
        },
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'Always',
        securityContext: { runAsNonRoot: true, runAsUser: 5 },
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Gi' } }],
  },
};

test('the hash is the one that k8s.io/kubernetes 1.34 gives to the same template', () => {
  expect(podTemplateHash(template)).toBe('84886f8f66');
});

test('a collision gives another', () => {
  expect(podTemplateHash(template, 1)).not.toBe(podTemplateHash(template));
});
