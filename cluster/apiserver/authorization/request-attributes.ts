import { parseRequestInfo } from '../request-info.ts';
import type { Attributes } from './attributes.ts';

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** What an HTTP request asks for, as authorization names it (apiserver/pkg/endpoints/request/requestinfo.go). */
export function requestAttributes(method: string, path: string, query: URLSearchParams): Attributes {
  const info = parseRequestInfo(path);
  if (!info) return { verb: method.toLowerCase(), path };
  const { group, version, resource, subresource } = info;
  // A Namespace counts as lying in itself.
  const namespace = info.namespace || (resource === 'namespaces' ? info.name : '');
  const verb = VERBS[method] ?? '';
  const attributes = { verb, group, version, resource, subresource, namespace, name: info.name };
  if (info.name !== '' || !['get', 'delete'].includes(verb)) return attributes;
  const fieldSelector = exactFields(query.get('fieldSelector') ?? '');
  const watching = ['true', '1'].includes(query.get('watch') ?? '');
  const collectionVerb = verb === 'delete' ? 'deletecollection' : watching ? 'watch' : 'list';
  const name = fieldSelector.get('metadata.name') ?? '';
  return { ...attributes, verb: collectionVerb, name, ...(fieldSelector.size > 0 && { fieldSelector }) };
}

/** The `field=value` parts of a field selector. */
export function exactFields(selector: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const part of selector.split(',')) {
    const match = /^([^=!]+)==?([^=]*)$/.exec(part.trim());
    if (match) fields.set(match[1]!, match[2]!);
  }
  return fields;
}
