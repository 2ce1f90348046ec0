import type { InformerFactory } from '../../client/informer-factory.ts';
import type { Namespace } from '../../client/objects.ts';
import { NAMESPACES } from '../../client/resources.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { nameColumn, textColumn } from '../../resources/columns.ts';
import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import type { Schema } from '../../resources/schema.ts';
import { schemaOf } from '../../resources/schema-table.ts';

const TEXT: Schema = { type: 'string' };
const DISPLAY_NAME = 'openshift.io/display-name';

interface Project extends KubernetesObject {
  readonly status?: { readonly phase?: string };
}

/** project.openshift.io/v1 Project: a namespace under another name, read only here. */
export function projectKind(informers: InformerFactory): ResourceDefinition {
  const namespaces = informers.informer(NAMESPACES);
  return {
    group: 'project.openshift.io',
    version: 'v1',
    kind: 'Project',
    plural: 'projects',
    singular: '',
    shortNames: [],
    categories: [],
    namespaced: false,
    verbs: ['get', 'list'],
    subresources: [],
    schema: '',
    structure: {
      type: 'object',
      properties: {
        apiVersion: TEXT,
        kind: TEXT,
        metadata: schemaOf('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'),
        spec: { type: 'object', properties: { finalizers: { type: 'array', items: TEXT } } },
        status: { type: 'object', properties: { phase: TEXT } },
      },
    },
    columns: [
      nameColumn,
      textColumn<Project>('Display Name', ({ metadata }) => metadata.annotations?.[DISPLAY_NAME] ?? ''),
      textColumn<Project>('Status', ({ status }) => status?.phase ?? ''),
    ],
    computed: () => namespaces.list().map(projectOf),
  };
}

function projectOf({ metadata, spec, status }: Namespace): KubernetesObject {
  const { managedFields: _managedFields, ...shown } = metadata;
  return { apiVersion: 'project.openshift.io/v1', kind: 'Project', metadata: shown, spec, status: { ...status } };
}
