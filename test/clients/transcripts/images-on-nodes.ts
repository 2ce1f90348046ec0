import { join } from 'node:path';
import type { ClusterOnPort } from '../embedded-cluster.ts';
import { kubectlIn } from './real-kubectl.ts';

const EVERYWHERE = JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'images' },
  spec: {
    selector: { matchLabels: { app: 'images' } },
    template: {
      metadata: { labels: { app: 'images' } },
      spec: {
        containers: [
          { name: 'nginx', image: 'nginx:1.27' },
          { name: 'busybox', image: 'busybox:1.36', command: ['sleep', '9999'] },
        ],
      },
    },
  },
});

/** Has every node pull the scripts' images, as the nodes of the recorded cluster have. */
export async function pullImages({ directory }: ClusterOnPort): Promise<void> {
  const place = { kubeconfig: join(directory, 'kubeconfig'), directory, namespace: 'images' };
  await kubectlIn(place, async (kubectl) => {
    await kubectl.run({ args: ['apply', '-f', '-'], stdin: EVERYWHERE });
    await kubectl.run({ args: ['rollout', 'status', 'daemonset/images', '--timeout=60s'] });
  });
}
