import type { ApiTransport } from '../../../cluster/machinery/api-transport.ts';

/** What learners change and checks look at, beyond what the picture shows. */
const WATCHED = [
  '/api/v1/pods',
  '/api/v1/services',
  '/apis/apps/v1/deployments',
  '/apis/discovery.k8s.io/v1/endpointslices',
  '/apis/networking.k8s.io/v1/ingresses',
];

const USER = { name: 'system:serviceaccount:kube-system:checks', groups: ['system:masters', 'system:authenticated'] };

/** Calls the listener after each change of these objects; not for those that are there already. */
export function onClusterChange(api: ApiTransport, listener: () => void): () => void {
  let initial = true;
  const stops = WATCHED.map((path) => {
    const watch = api.watch(
      { method: 'GET', path, query: new URLSearchParams({ watch: 'true' }), user: USER },
      (event) => {
        if (!initial && event.type !== 'BOOKMARK') listener();
      },
    );
    return 'stop' in watch ? () => watch.stop() : () => {};
  });
  initial = false;
  return () => {
    for (const stop of stops) stop();
  };
}
