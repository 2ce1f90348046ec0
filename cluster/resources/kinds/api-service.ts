import type { Condition, ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { keep } from '../generation.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateApiService } from '../validation/api-service.ts';

/** apiregistration.k8s.io/v1 APIService. */
export interface ApiService {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly service?: { readonly namespace?: string; readonly name?: string; readonly port?: number };
    readonly group?: string;
    readonly version?: string;
    readonly insecureSkipTLSVerify?: boolean;
    readonly caBundle?: string;
    readonly groupPriorityMinimum: number;
    readonly versionPriority: number;
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** Source: kube-aggregator pkg/registry/apiservice, pkg/apis/apiregistration/v1/defaults.go. */
export const apiServiceKind = defineKind({
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  categories: ['api-extensions'],
  namespaced: false,
  nameProblems: () => [],
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<ApiService>('Service', ({ spec }) =>
      spec?.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local',
    ),
    textColumn<ApiService>('Available', available),
    ageColumn,
  ],
  defaults(object) {
    const service = typed<Mutable<ApiService>>(object).spec?.service;
    if (service) service.port ??= 443;
  },
  prepareForCreate(object) {
    object['status'] = {};
    if (typed<ApiService>(object).spec?.service) return;
    // Nothing has to be reached: what the server itself serves is there.
    object['status'] = { conditions: [localCondition(object.metadata['creationTimestamp'])] };
  },
  prepareForUpdate: (object, old) => keep(object, old, 'status'),
  prepareForStatusUpdate: (object, old) => keep(object, old, 'spec'),
  validate: validateApiService,
});

const localCondition = (now: unknown) => ({
  type: 'Available',
  status: 'True',
  lastTransitionTime: now,
  reason: 'Local',
  message: 'Local APIServices are always available',
});

function available({ status }: ApiService): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Available');
  if (!condition) return 'Unknown';
  return condition.status === 'True' || !condition.reason
    ? condition.status
    : `${condition.status} (${condition.reason})`;
}
