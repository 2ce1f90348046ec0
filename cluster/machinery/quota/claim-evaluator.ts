import type { KubernetesObject } from '../kubernetes-object.ts';
import { compareQuantities, quantityNanos } from '../quantity.ts';
import type { QuotaEvaluator } from './evaluator.ts';
import { claimMatchesScope } from './scopes.ts';

const COUNT = 'count/persistentvolumeclaims';
const NAMES: readonly string[] = ['persistentvolumeclaims', 'requests.storage'];
const BY_CLASS = '.storageclass.storage.k8s.io/';
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

interface Claim {
  readonly spec?: { readonly storageClassName?: string; readonly resources?: { readonly requests?: Amounts } };
  readonly status?: { readonly allocatedResources?: Amounts };
}

type Amounts = { readonly storage?: string };

/** pkg/quota/v1/evaluator/core/persistent_volume_claims.go. */
export const claimEvaluator: QuotaEvaluator = {
  handles: (operation, subresource, claim, old) => {
    if (subresource === 'status') return old !== null && storageOf(claim) !== storageOf(old);
    return subresource === '' && (operation === 'CREATE' || operation === 'UPDATE');
  },
  matchingResources: (names) =>
    names.filter(
      (name) =>
        name === COUNT || NAMES.includes(name) || NAMES.some((resource) => name.endsWith(`${BY_CLASS}${resource}`)),
    ),
  matchesScope: claimMatchesScope,
  usage: (claim) => {
    const className =
      claim.metadata.annotations?.[CLASS_ANNOTATION] ?? (claim as Claim & KubernetesObject).spec?.storageClassName;
    const storage = storageOf(claim);
    return {
      [COUNT]: '1',
      persistentvolumeclaims: '1',
      ...(className && { [`${className}${BY_CLASS}persistentvolumeclaims`]: '1' }),
      ...(storage && { 'requests.storage': storage }),
      ...(storage && className && { [`${className}${BY_CLASS}requests.storage`]: storage }),
    };
  },
};

/** In whole bytes; what an expansion has been given already counts when it is more. */
function storageOf(claim: KubernetesObject): string | undefined {
  const { spec, status } = claim as Claim & KubernetesObject;
  const asked = spec?.resources?.requests?.storage;
  if (asked === undefined) return undefined;
  const allocated = status?.allocatedResources?.storage;
  const amount = allocated !== undefined && compareQuantities(allocated, asked) > 0 ? allocated : asked;
  const fraction = quantityNanos(amount) % 1_000_000_000n;
  return fraction === 0n ? amount : String(quantityNanos(amount) / 1_000_000_000n + 1n);
}
