import { parse } from 'yaml';
import { isRecord, type JsonObject, listAt, type MutableJson, recordAt, recordsAt, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import { readText } from './kustomization.ts';
import { matching } from './patches.ts';
import { fail, type Resource } from './resource.ts';

/** Copies values from one object's field to others' (kustomize's replacements). */
export function replace(session: Session, directory: string, fields: JsonObject, resources: readonly Resource[]): void {
  for (const entry of recordsAt(fields, 'replacements')) {
    const path = stringAt(entry, 'path');
    const read: unknown = path ? parse(readText(session, directory, path)) : entry;
    for (const one of (Array.isArray(read) ? read : [read]).filter(isRecord)) replaceOne(one, resources);
  }
}

function replaceOne(entry: JsonObject, resources: readonly Resource[]): void {
  const source = recordAt(entry, 'source') ?? {};
  const [from, ...others] = matching(resources, source);
  if (!from) return fail(`nothing selected by ${selectorText(source)}`);
  if (others.length > 0) return fail(`multiple matches for selector ${selectorText(source)}`);
  const path = stringAt(source, 'fieldPath') || 'metadata.name';
  const values: unknown[] = [];
  visit(from.object, tokensOf(path), false, (holder, key) => values.push(slot(holder, key)));
  if (values.length === 0 || values[0] === undefined)
    return fail(`fieldPath \`${path}\` is missing for replacement source ${selectorText(source)}`);
  const value = part(values[0], recordAt(source, 'options'));
  for (const target of recordsAt(entry, 'targets')) {
    const chosen = matching(resources, recordAt(target, 'select') ?? {});
    const rejected = recordsAt(target, 'reject').flatMap((each) => matching(resources, each));
    const options = recordAt(target, 'options');
    for (const resource of chosen.filter((each) => !rejected.includes(each)))
      for (const place of listAt(target, 'fieldPaths').map(String))
        visit(resource.object, tokensOf(place), options?.['create'] === true, (holder, key) =>
          assign(holder, key, withPart(slot(holder, key), value, options)),
        );
  }
}

const selectorText = (source: JsonObject): string =>
  `${stringAt(source, 'kind')}.[noVer].[noGrp]/${stringAt(source, 'name') || '[noName]'}.[noNs]`;

/** `spec.template.spec.containers.[name=app].image`: at dots outside of brackets. */
function tokensOf(path: string): string[] {
  return (path.match(/\[[^\]]*\]|(?:\\.|[^.[\]])+/g) ?? []).map((token) => token.replaceAll('\\.', '.'));
}

type Slot = (holder: MutableJson | unknown[], key: string | number) => void;

function slot(holder: MutableJson | unknown[], key: string | number): unknown {
  return Array.isArray(holder) ? holder[Number(key)] : holder[String(key)];
}

function assign(holder: MutableJson | unknown[], key: string | number, value: unknown): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else holder[String(key)] = value;
}

function visit(value: unknown, [token, ...rest]: readonly string[], create: boolean, act: Slot): void {
  if (token === undefined) return;
  const step = (holder: MutableJson | unknown[], key: string | number) => {
    if (rest.length === 0) return act(holder, key);
    if (slot(holder, key) === undefined && create) assign(holder, key, {});
    visit(slot(holder, key), rest, create, act);
  };
  if (Array.isArray(value)) {
    const selector = /^\[([^=\]]*)=(.*)\]$/.exec(token);
    value.forEach((item, at) => {
      const chosen = selector
        ? isRecord(item) && String(item[selector[1]!]) === selector[2]
        : token === '*' || token === String(at);
      if (chosen) step(value, at);
    });
  } else if (isRecord(value) && (create || Object.hasOwn(value, token))) step(value as MutableJson, token);
}

function part(value: unknown, options: JsonObject | null): unknown {
  const delimiter = stringAt(options, 'delimiter');
  return delimiter ? String(value).split(delimiter)[Number(options?.['index'] ?? 0)] : value;
}

function withPart(present: unknown, value: unknown, options: JsonObject | null): unknown {
  const delimiter = stringAt(options, 'delimiter');
  if (!delimiter) return value;
  const parts = String(present ?? '').split(delimiter);
  const at = Number(options?.['index'] ?? 0);
  if (at < 0) parts.unshift(String(value));
  else if (at >= parts.length) parts.push(String(value));
  else parts[at] = String(value);
  return parts.join(delimiter);
}
