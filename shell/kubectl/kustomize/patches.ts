import { parse, parseAllDocuments } from 'yaml';
import {
  isRecord,
  type JsonObject,
  jsonEqual,
  listAt,
  type MutableJson,
  nameOf,
  namespaceOf,
  recordAt,
  recordsAt,
  stringAt,
} from '../json.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { isBuiltIn } from '../patch/merge-keys.ts';
import { strategicMerge } from '../patch/strategic-merge.ts';
import { GO_YAML } from '../resources/go-yaml.ts';
import type { Session } from '../session.ts';
import { readText } from './kustomization.ts';
import { fail, groupOf, idText, kindOf, type Resource } from './resource.ts';
import { labelsOf } from './transform.ts';

/** `patchesStrategicMerge`, `patches` and `patchesJson6902`, in kustomize's order (the last come after the labels). */
export function applyPatches(session: Session, directory: string, fields: JsonObject, resources: Resource[]): void {
  for (const entry of listAt(fields, 'patchesStrategicMerge').map(String)) {
    const text = entry.includes('\n') ? entry : readText(session, directory, entry);
    for (const patch of documents(text)) mergeInto(resources, patch, null);
  }
  for (const entry of recordsAt(fields, 'patches')) applyEntry(session, directory, entry, resources);
}

export function applyJsonPatches(session: Session, directory: string, fields: JsonObject, resources: Resource[]): void {
  for (const entry of recordsAt(fields, 'patchesJson6902')) applyEntry(session, directory, entry, resources);
}

function applyEntry(session: Session, directory: string, entry: JsonObject, resources: Resource[]): void {
  const path = stringAt(entry, 'path');
  const text = path ? readText(session, directory, path) : stringAt(entry, 'patch');
  const target = recordAt(entry, 'target');
  const operations: unknown = operationsOf(text);
  if (Array.isArray(operations)) {
    if (!target)
      fail(
        `must specify a target for JSON patch [patch: ${JSON.stringify(text)}]`
          .replace('[patch: ', 'patch ')
          .replace(/\]$/, ''),
      );
    for (const resource of matching(resources, target!)) resource.object = applyJsonPatch(resource.object, operations);
    return;
  }
  for (const patch of documents(text)) mergeInto(resources, patch, target);
}

/** A list of operations, as YAML or JSON; anything else is an object. */
function operationsOf(text: string): unknown {
  try {
    return parse(text, GO_YAML);
  } catch {
    return null;
  }
}

function documents(text: string): MutableJson[] {
  return parseAllDocuments(text, { ...GO_YAML, maxAliasCount: 100 } as never)
    .map((document): unknown => document.toJS())
    .filter(isRecord) as MutableJson[];
}

function mergeInto(resources: Resource[], patch: MutableJson, target: JsonObject | null): void {
  const found = target ? matching(resources, target) : resources.filter((each) => isMeant(each, patch));
  if (found.length === 0 && !target) {
    const id = idText({ object: patch, formerNames: new Set(), formerNamespaces: new Set(), needsHash: false });
    fail(
      `no resource matches strategic merge patch "${id}": no matches for Id ${id}; failed to find unique target for patch ${id}`,
    );
  }
  for (const resource of found) {
    const { apiVersion, kind, metadata } = resource.object;
    if (patch['$patch'] === 'delete') {
      resources.splice(resources.indexOf(resource), 1);
      continue;
    }
    const merged = strategicMerge(resource.object, patch, kindOf(resource), isBuiltIn(String(apiVersion)));
    const name = isRecord(metadata) ? metadata['name'] : undefined;
    resource.object = { ...merged, apiVersion, kind, metadata: { ...recordAt(merged, 'metadata'), name } };
    const namespace = isRecord(metadata) ? metadata['namespace'] : undefined;
    if (namespace !== undefined) (resource.object['metadata'] as MutableJson)['namespace'] = namespace;
  }
}

function isMeant(resource: Resource, patch: JsonObject): boolean {
  const { object } = resource;
  const namespace = namespaceOf(patch);
  return (
    object['kind'] === patch['kind'] &&
    object['apiVersion'] === patch['apiVersion'] &&
    (resource.formerNames.has(nameOf(patch)) || nameOf(object) === nameOf(patch)) &&
    (namespace === '' || namespace === namespaceOf(object) || resource.formerNamespaces.has(namespace))
  );
}

/** The objects that a target selects; its names are whole regular expressions, here of letters, `.*` and `|` alone. */
export function matching(resources: readonly Resource[], target: JsonObject): Resource[] {
  const accepts = (field: string, values: Iterable<string>) => {
    const wanted = stringAt(target, field);
    if (!wanted) return true;
    const alternatives = wanted.split('|').map((each) => each.replace(/^[\^(]+|[)$]+$/g, ''));
    return [...values].some((value) => alternatives.some((each) => matchesWhole(value, each)));
  };
  return resources.filter((resource) => {
    const { object } = resource;
    const version = stringAt(object, 'apiVersion').split('/').at(-1)!;
    return (
      accepts('kind', [kindOf(resource)]) &&
      accepts('group', [groupOf(resource)]) &&
      accepts('version', [version]) &&
      accepts('name', [...resource.formerNames, nameOf(object)]) &&
      accepts('namespace', [...resource.formerNamespaces, namespaceOf(object)]) &&
      selects(stringAt(target, 'labelSelector'), labelsOf(object, 'labels')) &&
      selects(stringAt(target, 'annotationSelector'), labelsOf(object, 'annotations'))
    );
  });
}

function matchesWhole(value: string, pattern: string): boolean {
  const parts = pattern.split('.*');
  if (parts.length === 1) return value === pattern;
  if (!value.startsWith(parts[0]!) || !value.endsWith(parts.at(-1)!)) return false;
  let at = 0;
  for (const part of parts) {
    const next = value.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  return true;
}

function selects(selector: string, labels: JsonObject): boolean {
  if (!selector) return true;
  return selector.split(',').every((part) => {
    const not = /^\s*([^!=\s]+)\s*!=\s*(\S*)\s*$/.exec(part);
    if (not) return !jsonEqual(labels[not[1]!], not[2]);
    const equal = /^\s*([^=\s]+)\s*==?\s*(\S*)\s*$/.exec(part);
    return equal ? labels[equal[1]!] === equal[2] : Object.hasOwn(labels, part.trim());
  });
}
