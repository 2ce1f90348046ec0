import { KubectlError } from '../errors.ts';
import { recordsAt } from '../json.ts';
import type { Session } from '../session.ts';

export function checkSortBy({ flags }: Session): void {
  const sortBy = flags.string('sort-by');
  if (sortBy && sortBy !== 'cpu' && sortBy !== 'memory')
    throw new KubectlError('error: --sort-by accepts only cpu or memory');
}

/** The group must be there now, whatever was discovered before. */
export async function refuseWithoutMetrics(session: Session): Promise<void> {
  const groups = await session.client.json({ path: '/apis' });
  const metrics = recordsAt(groups, 'groups').find((group) => group['name'] === 'metrics.k8s.io');
  if (!recordsAt(metrics, 'versions').some((version) => version['version'] === 'v1beta1'))
    throw new KubectlError('error: Metrics API not available');
}
