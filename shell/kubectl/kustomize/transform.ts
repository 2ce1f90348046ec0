import {
  isRecord,
  type JsonObject,
  type MutableJson,
  nameOf,
  namespaceOf,
  recordAt,
  recordsAt,
  stringAt,
  stringMapAt,
} from '../json.ts';
import {
  ANNOTATIONS,
  COMMON_LABELS,
  type FieldSpec,
  METADATA_LABELS,
  REPLICA_KINDS,
  TEMPLATE_LABELS,
} from './field-specs.ts';
import { eachAt, fail, groupOf, isClusterWide, kindOf, type Resource } from './resource.ts';

/** Kinds whose names get no prefix and suffix. */
const KEEPS_NAME = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);

export function setNamespace(resources: readonly Resource[], namespace: string): void {
  if (!namespace) return;
  for (const resource of resources) {
    const { object } = resource;
    const kind = kindOf(resource);
    if (kind === 'Namespace') rename(resource, namespace);
    if (!isClusterWide(resource)) {
      resource.formerNamespaces.add(namespaceOf(object));
      metadataOf(object)['namespace'] = namespace;
    }
    if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
      for (const subject of recordsAt(object, 'subjects') as MutableJson[])
        if (subject['kind'] === 'ServiceAccount' && subject['name'] === 'default') subject['namespace'] = namespace;
    }
  }
}

export function addToNames(resources: readonly Resource[], prefix: string, suffix: string): void {
  if (!prefix && !suffix) return;
  for (const resource of resources)
    if (!KEEPS_NAME.has(kindOf(resource))) rename(resource, `${prefix}${nameOf(resource.object)}${suffix}`);
}

export function rename(resource: Resource, name: string): void {
  resource.formerNames.add(nameOf(resource.object));
  metadataOf(resource.object)['name'] = name;
}

export function metadataOf(object: MutableJson): MutableJson {
  if (!isRecord(object['metadata'])) object['metadata'] = {};
  return object['metadata'] as MutableJson;
}

function addPairs(
  resources: readonly Resource[],
  specs: readonly FieldSpec[],
  pairs: readonly [string, string][],
): void {
  if (pairs.length === 0) return;
  for (const resource of resources)
    for (const { path, create, kind } of specs) {
      if (kind !== undefined && kind !== kindOf(resource)) continue;
      eachAt(resource.object, path, create, (holder, key) => {
        const present = holder[key];
        holder[key] = { ...(isRecord(present) && present), ...Object.fromEntries(pairs) };
      });
    }
}

export function addLabels(resources: readonly Resource[], fields: JsonObject): void {
  for (const entry of recordsAt(fields, 'labels')) {
    const extra = recordsAt(entry, 'fields').map((field) => ({
      path: stringAt(field, 'path'),
      create: field['create'] === true,
      ...(stringAt(field, 'kind') && { kind: stringAt(field, 'kind') }),
    }));
    const specs =
      entry['includeSelectors'] === true
        ? COMMON_LABELS
        : entry['includeTemplates'] === true
          ? TEMPLATE_LABELS
          : METADATA_LABELS;
    addPairs(resources, [...specs, ...extra], stringMapAt(entry, 'pairs'));
  }
  addPairs(resources, COMMON_LABELS, stringMapAt(fields, 'commonLabels'));
}

export function addAnnotations(resources: readonly Resource[], fields: JsonObject): void {
  addPairs(resources, ANNOTATIONS, stringMapAt(fields, 'commonAnnotations'));
}

export function setReplicas(resources: readonly Resource[], fields: JsonObject): void {
  for (const entry of recordsAt(fields, 'replicas')) {
    const name = stringAt(entry, 'name');
    const found = resources.filter(
      (each) => REPLICA_KINDS.has(kindOf(each)) && (each.formerNames.has(name) || nameOf(each.object) === name),
    );
    if (found.length === 0)
      fail(
        `resource with name ${name} does not match a config with the following GVK [Deployment.[noVer].[noGrp] ReplicationController.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] StatefulSet.[noVer].[noGrp]]`,
      );
    for (const { object } of found)
      eachAt(object, 'spec/replicas', true, (holder) => (holder['replicas'] = entry['count']));
  }
}

const IMAGE_LISTS = ['containers[]/image', 'initContainers[]/image'];

export function setImages(resources: readonly Resource[], fields: JsonObject): void {
  for (const entry of recordsAt(fields, 'images'))
    for (const resource of resources) {
      if (kindOf(resource) === 'CustomResourceDefinition' && groupOf(resource) === 'apiextensions.k8s.io') continue;
      for (const place of ['spec', 'spec/template/spec', 'spec/jobTemplate/spec/template/spec'])
        for (const list of IMAGE_LISTS)
          eachAt(resource.object, `${place}/${list}`, false, (holder, key) => {
            holder[key] = newImage(String(holder[key]), entry);
          });
    }
}

function newImage(image: string, entry: JsonObject): string {
  const match = /^(.*?)(?::([^/:@]*))?(@[^@]*)?$/.exec(image);
  const [name = image, tag = '', digest = ''] = match ? [match[1], match[2], match[3]] : [];
  if (name !== stringAt(entry, 'name')) return image;
  const newName = stringAt(entry, 'newName') || name;
  const newTag = stringAt(entry, 'newTag');
  const newDigest = stringAt(entry, 'digest');
  const suffix = stringAt(entry, 'tagSuffix');
  if (newDigest) return `${newName}@${newDigest}`;
  if (newTag) return `${newName}:${newTag}`;
  if (suffix) return `${newName}:${tag}${suffix}`;
  return `${newName}${tag ? `:${tag}` : ''}${digest}`;
}

export const labelsOf = (object: JsonObject, field: 'labels' | 'annotations'): JsonObject =>
  recordAt(object, 'metadata', field) ?? {};
