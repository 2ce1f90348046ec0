import type { MutableObject, ResourceDefinition } from '../../resources/resource-definition.ts';
import { definitionOf } from '../../resources/schema-table.ts';
import { refusals } from '../errors.ts';
import { jsonTypeName } from '../go-text.ts';
import { copyJson, isMap, type JsonMap } from '../json.ts';
import { apiVersionOf } from '../registry.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import { bodyText, UnreadableBody, unrecognized } from '../wire-body.ts';

export const TYPE_META =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** A changeable copy of the body, with the kind that the path stands for. Throws 400 for what is no object of it. */
export function readBody(server: ServerState, request: ResourceRequest): MutableObject {
  const { definition } = request;
  const copy = requireMap(request);
  const apiVersion = apiVersionOf(definition);
  requireKind(request, copy, apiVersion);
  const { apiVersion: _, kind: __, metadata, ...rest } = copy;
  const object: MutableObject = {
    kind: definition.kind,
    apiVersion,
    metadata: (isMap(metadata) || (request.fromWire && metadata) ? metadata : {}) as JsonMap,
    ...rest,
  };
  return request.fromWire ? server.wireCheck(object, request, 'body') : object;
}

function requireMap({ body, definition }: ResourceRequest): JsonMap {
  const { kind } = definition;
  const json = (problem: string) => `couldn't get version/kind; json parse error: ${problem}`;
  if (body instanceof UnreadableBody) {
    const inWords = /^(yaml: |provided data)/.test(body.problem) ? body.problem : json(body.problem);
    throw unrecognized(kind, inWords, body.excerpt);
  }
  const excerpt = bodyText(body)?.excerpt ?? '<empty>';
  if (body === undefined) throw unrecognized(kind, json('unexpected end of JSON input'), excerpt);
  const copy = copyJson(body);
  if (!isMap(copy)) {
    throw unrecognized(
      kind,
      json(`json: cannot unmarshal ${jsonTypeName(copy)} into Go value of type ${TYPE_META}`),
      excerpt,
    );
  }
  for (const field of ['apiVersion', 'kind']) {
    const value = copy[field];
    if (value === undefined || value === null || typeof value === 'string') continue;
    const why = `json: cannot unmarshal ${jsonTypeName(value)} into Go struct field .${field} of type string`;
    throw unrecognized(kind, json(why), excerpt);
  }
  if (typeof copy.apiVersion === 'string' && copy.apiVersion.split('/').length > 2) {
    throw unrecognized(kind, `unexpected GroupVersion string: ${copy.apiVersion}`, excerpt);
  }
  return copy;
}

/** What a body says of its kind must be what the path says; saying nothing is saying the same. */
function requireKind({ definition }: ResourceRequest, copy: JsonMap, apiVersion: string): void {
  const said = { apiVersion: String(copy.apiVersion || apiVersion), kind: String(copy.kind || definition.kind) };
  if (said.kind === definition.kind && said.apiVersion === apiVersion) return;
  const problem = otherKindProblem(definition, said);
  if (problem === null) {
    throw refusals.badRequest(
      `the API version in the data (${said.apiVersion}) does not match the expected API version (${apiVersion})`,
    );
  }
  const version = JSON.stringify(versionIn(said.apiVersion));
  throw refusals.badRequest(`${said.kind} in version ${version} cannot be handled as a ${definition.kind}: ${problem}`);
}

/** What a decoder says of an object of another kind; null: it is the same kind in another version. */
export function otherKindProblem(
  definition: ResourceDefinition,
  said: { readonly apiVersion: string; readonly kind: string },
): string | null {
  const slash = said.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : said.apiVersion.slice(0, slash);
  const version = versionIn(said.apiVersion);
  const known = definitionOf(group, version, said.kind) !== undefined;
  if (known && said.kind === definition.kind && group === definition.group) return null;
  return known
    ? `converting (${version}.${said.kind}) to (${goPackage(definition)}.${definition.kind}): unknown conversion`
    : `no kind "${said.kind}" is registered for version "${said.apiVersion}" in scheme "pkg/runtime/scheme.go:110"`;
}

function versionIn(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** The package of a group's internal types: core, apps, networking. */
function goPackage({ group }: ResourceDefinition): string {
  return group === '' ? 'core' : (group.split('.')[0] ?? group);
}
