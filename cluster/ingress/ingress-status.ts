import { ApiError, type Client } from '../client/client.ts';
import type { Pod } from '../client/objects.ts';
import type { Process } from '../machinery/machine.ts';
import { INGRESSES, type Ingress } from './ingress-objects.ts';
import { type IngressInputs, ownIngresses } from './translate-ingress.ts';

const LABEL = 'app.kubernetes.io/name';
const NAME = 'ingress-nginx';

/**
 * Writes the addresses of the nodes that run the controller into its Ingresses' status, as ingress-nginx does without
 * --publish-service. Of several replicas the first by name does it.
 */
export async function publishAddresses(
  process: Process,
  client: Client,
  inputs: IngressInputs,
  pods: readonly Pod[],
): Promise<void> {
  const replicas = pods.filter((pod) => pod.metadata.labels?.[LABEL] === NAME && !pod.metadata.deletionTimestamp);
  const leader = replicas.map((pod) => pod.metadata.name).sort()[0];
  if (leader !== process.environment['POD_NAME']) return;
  const addresses = [...new Set(replicas.flatMap((pod) => pod.status?.hostIP ?? []))].sort();
  const ingress = addresses.map((ip) => ({ ip }));
  for (const own of ownIngresses(inputs)) {
    if (JSON.stringify(addressesOf(own)) === JSON.stringify(addresses)) continue;
    const status = { loadBalancer: { ingress } };
    await client
      .resource(INGRESSES)
      .patch(own.metadata.name, { status }, { namespace: own.metadata.namespace, type: 'merge', subresource: 'status' })
      .catch(ignoreRefusal);
  }
}

function addressesOf(ingress: Ingress): string[] {
  return (ingress.status?.loadBalancer?.ingress ?? []).map((entry) => entry.ip ?? '');
}

/** Refused when it was deleted or changed meanwhile: the next change brings us here again. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
}
