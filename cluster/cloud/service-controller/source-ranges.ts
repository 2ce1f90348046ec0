import type { Service } from '../../client/objects.ts';
import { CloudProviderError } from './cloud-provider.ts';

const ANNOTATION = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const EVERYBODY = '0.0.0.0/0';
const EXAMPLE = 'Expecting a list of IP ranges. For example, 10.0.0.0/24.';

/**
 * Networks whose clients a load balancer lets in (GetLoadBalancerSourceRanges): the field before the annotation, everybody
 * when neither is there. Throws `CloudProviderError`.
 */
export function sourceRanges({ spec, metadata }: Service): string[] {
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length > 0) {
    const wrong = ranges.find((range) => !isNetwork(range));
    if (wrong === undefined) return ranges.map(trimmed);
    const problem = `Error msg: invalid CIDR address: ${trimmed(wrong)}`;
    throw new CloudProviderError(
      `service.Spec.LoadBalancerSourceRanges: [${ranges.join(' ')}] is not valid. ${EXAMPLE} ${problem}`,
    );
  }
  const text = metadata.annotations?.[ANNOTATION]?.trim() || EVERYBODY;
  const listed = text.split(',');
  if (listed.every(isNetwork)) return listed.map(trimmed);
  throw new CloudProviderError(
    `${ANNOTATION}: ${text} is not valid. Expecting a comma-separated list of source IP ranges. For example, 10.0.0.0/24,192.168.2.0/24`,
  );
}

const trimmed = (text: string): string => text.trim();

function isNetwork(text: string): boolean {
  const [address = '', length = '', ...rest] = text.trim().split('/');
  const numbers = address.split('.');
  const isAddress = numbers.length === 4 && numbers.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return rest.length === 0 && isAddress && /^\d{1,2}$/.test(length) && Number(length) <= 32;
}
