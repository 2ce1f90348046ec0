import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { nameColumn, textColumn } from '../resources/columns.ts';
import type { ResourceDefinition, TableColumn } from '../resources/resource-definition.ts';
import type { Schema } from '../resources/schema.ts';
import { schemaOf } from '../resources/schema-table.ts';
import type { ResourceMetrics } from './resource-metrics.ts';

const TEXT: Schema = { type: 'string' };
const USAGE: Schema = {
  type: 'object',
  additionalProperties: schemaOf('io.k8s.apimachinery.pkg.api.resource.Quantity'),
};
const HEAD: Readonly<Record<string, Schema>> = {
  apiVersion: TEXT,
  kind: TEXT,
  metadata: schemaOf('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'),
  timestamp: schemaOf('io.k8s.apimachinery.pkg.apis.meta.v1.Time'),
  window: TEXT,
};

interface PodMetrics extends KubernetesObject {
  readonly containers: readonly { readonly usage: Usage }[];
  readonly window: string;
}
interface NodeMetrics extends KubernetesObject {
  readonly usage: Usage;
  readonly window: string;
}
interface Usage {
  readonly cpu: string;
  readonly memory: string;
}

const COMMON = {
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  singular: '',
  shortNames: [],
  categories: [],
  verbs: ['get', 'list'],
  subresources: [],
  schema: '',
} as const;

/** metrics.k8s.io/v1beta1, as the API server serves it for metrics-server: read only, worked out for each question. */
export function metricsKinds(metrics: ResourceMetrics): readonly ResourceDefinition[] {
  return [
    {
      ...COMMON,
      kind: 'NodeMetrics',
      plural: 'nodes',
      namespaced: false,
      structure: { type: 'object', properties: { ...HEAD, usage: USAGE } },
      columns: columns<NodeMetrics>(({ usage }) => [usage]),
      computed: () => metrics.nodes(),
    },
    {
      ...COMMON,
      kind: 'PodMetrics',
      plural: 'pods',
      namespaced: true,
      structure: {
        type: 'object',
        properties: {
          ...HEAD,
          containers: { type: 'array', items: { type: 'object', properties: { name: TEXT, usage: USAGE } } },
        },
      },
      columns: columns<PodMetrics>(({ containers }) => containers.map(({ usage }) => usage)),
      computed: () => metrics.pods(),
    },
  ];
}

function columns<T extends { readonly window: string }>(usagesOf: (object: T) => readonly Usage[]): TableColumn[] {
  const total = (object: T, of: (usage: Usage) => string, unit: string) =>
    `${usagesOf(object).reduce((sum, usage) => sum + Number.parseInt(of(usage), 10), 0)}${unit}`;
  return [
    nameColumn,
    textColumn<T>('CPU', (object) => total(object, ({ cpu }) => cpu, 'n')),
    textColumn<T>('Memory', (object) => total(object, ({ memory }) => memory, 'Ki')),
    textColumn<T>('Window', ({ window }) => window),
  ];
}
