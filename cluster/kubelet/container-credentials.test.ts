import { expect, test } from 'vitest';
import type { Pod } from '../client/objects.ts';
import { containerCredentials, processStatus } from './container-credentials.ts';
import type { Image } from './image.ts';

const image: Image = { repository: 'docker.io/library/app', programs: {}, user: '1000:50' };
const pod = (securityContext: object): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'one',
    namespace: 'default',
    uid: 'u1',
    resourceVersion: '1',
    creationTimestamp: '2026-01-05T09:00:00Z',
  },
  spec: { containers: [], securityContext },
});
const container = (securityContext: object) => ({ name: 'web', securityContext });

test("a container's user is its own, its pod's or its image's", () => {
  const of = (onPod: object, onContainer: object, by = image) =>
    containerCredentials(pod(onPod), container(onContainer), by);
  expect(of({}, {})).toEqual({ uid: 1000, gid: 50, groups: [50], noNewPrivileges: false });
  expect(
    of({ runAsUser: 7, runAsGroup: 8, fsGroup: 9, supplementalGroups: [10] }, { allowPrivilegeEscalation: false }),
  ).toEqual({ uid: 7, gid: 8, groups: [8, 10, 9], noNewPrivileges: true });
  expect(of({ runAsUser: 7 }, { runAsUser: 5 }).uid).toBe(5);
  const root: Image = { repository: 'docker.io/library/app', programs: {} };
  expect(() => of({ runAsNonRoot: true }, {}, root)).toThrow(
    'container has runAsNonRoot and image will run as root (pod: "one_default(u1)", container: web)',
  );
  expect(() => of({ runAsNonRoot: true }, { runAsUser: 0 })).toThrow(
    'container\'s runAsUser breaks non-root policy (pod: "one_default(u1)", container: web)',
  );
});

test('/proc shows the capabilities that are left', () => {
  const root = { uid: 0, gid: 0, groups: [0], noNewPrivileges: false };
  const effective = (securityContext: object) =>
    /CapEff:\t(\w+)/.exec(processStatus(container(securityContext), root))?.[1];
  expect([
    effective({}),
    effective({ privileged: true }),
    effective({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }),
    effective({ capabilities: { add: ['NET_ADMIN', 'SYS_TIME'] } }),
  ]).toEqual(['00000000a80425fb', '000001ffffffffff', '0000000000000400', '00000000aa0435fb']);
});
