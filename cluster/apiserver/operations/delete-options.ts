import type { FieldError } from '../../resources/field-error.ts';
import { definitionOf, schemaOf } from '../../resources/schema-table.ts';
import { DecodingError, decode } from '../../resources/strict-decoding.ts';
import { refusals } from '../errors.ts';
import { jsonTypeName } from '../go-text.ts';
import { isMap, type JsonMap } from '../json.ts';
import type { ResourceRequest } from '../resource-request.ts';
import { UnreadableBody } from '../wire-body.ts';
import { TYPE_META } from './read-body.ts';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun: boolean;
}

const POLICIES = ['Foreground', 'Background', 'Orphan'];
const SCHEMA = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';

/** From the body; without one, from the query (endpoints/handlers/delete.go DeleteResource). Throws 400, 422 and 500. */
export function parseDeleteOptions(request: ResourceRequest): DeleteOptions {
  const { body, query } = request;
  const given = body === undefined ? fromQuery(query) : request.fromWire ? decoded(body) : isMap(body) ? body : {};
  const { gracePeriodSeconds: grace, propagationPolicy: policy, orphanDependents, preconditions, dryRun } = given;
  const asked = Array.isArray(dryRun) ? dryRun : [];
  const errors = problemsOf(policy, orphanDependents, asked);
  if (errors.length > 0) throw refusals.invalid('meta.k8s.io', 'DeleteOptions', '', errors);
  return {
    // Less than no time is a second (registry/rest/delete.go BeforeDelete).
    ...(typeof grace === 'number' && { gracePeriodSeconds: grace < 0 ? 1 : grace }),
    ...(typeof policy === 'string' && policy !== '' && { propagationPolicy: policy }),
    ...(typeof orphanDependents === 'boolean' && { orphanDependents }),
    ...(isMap(preconditions) && { preconditions }),
    dryRun: request.dryRun || asked.length > 0,
  };
}

/** ValidateDeleteOptions (apimachinery meta/v1/validation). */
function problemsOf(policy: unknown, orphanDependents: unknown, dryRun: readonly unknown[]): FieldError[] {
  const errors: FieldError[] = [];
  const isSet = policy !== undefined && policy !== null && policy !== '';
  if (isSet && typeof orphanDependents === 'boolean') {
    const detail = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push({ type: 'FieldValueInvalid', field: 'propagationPolicy', badValue: policy, detail });
  } else if (isSet && !POLICIES.includes(String(policy))) {
    const detail = 'supported values: "Foreground", "Background", "Orphan", "nil"';
    errors.push({ type: 'FieldValueNotSupported', field: 'propagationPolicy', badValue: policy, detail });
  }
  if (dryRun.some((value) => value !== 'All')) {
    errors.push({
      type: 'FieldValueNotSupported',
      field: 'dryRun',
      badValue: dryRun,
      detail: 'supported values: "All"',
    });
  }
  return errors;
}

function fromQuery(query: URLSearchParams): JsonMap {
  const grace = query.get('gracePeriodSeconds');
  if (grace && !/^[+-]?\d+$/.test(grace)) {
    throw refusals.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
  }
  const orphan = query.get('orphanDependents');
  return {
    ...(grace && { gracePeriodSeconds: Number(grace) }),
    ...(query.get('propagationPolicy') && { propagationPolicy: query.get('propagationPolicy') }),
    ...(orphan !== null && { orphanDependents: orphan !== 'false' && orphan !== '0' }),
    dryRun: query.getAll('dryRun'),
  };
}

/** What the real server's decoder says comes as it is, without a reason. */
function decoded(body: unknown): JsonMap {
  if (body instanceof UnreadableBody) throw plain(inDecodersWords(body.problem));
  if (body === null) return {};
  if (!isMap(body)) {
    throw plain(inDecodersWords(`json: cannot unmarshal ${jsonTypeName(body)} into Go value of type ${TYPE_META}`));
  }
  requireKind(body);
  try {
    const { value } = decode(body, schemaOf(SCHEMA));
    return isMap(value) ? value : {};
  } catch (error) {
    if (error instanceof DecodingError) throw plain(error.message);
    throw error;
  }
}

function inDecodersWords(problem: string): string {
  return /^(yaml: |provided data)/.test(problem) ? problem : `couldn't get version/kind; json parse error: ${problem}`;
}

/** Every group has DeleteOptions, and a version of it that nobody knows is read as this one's. */
function requireKind({ apiVersion, kind }: JsonMap): void {
  if (typeof kind !== 'string' || kind === '' || kind === 'DeleteOptions') return;
  const text = String(apiVersion ?? 'v1');
  const slash = text.indexOf('/');
  const version = text.slice(slash + 1);
  throw plain(
    kind === 'Status' && definitionOf(slash < 0 ? '' : text.slice(0, slash), version, kind)
      ? `converting (${version}.${kind}) to (v1.DeleteOptions): unknown conversion`
      : `no kind "${kind}" is registered for version "${text}" in scheme "pkg/runtime/scheme.go:110"`,
  );
}

function plain(message: string) {
  return refusals.ofCode(500, '', message);
}
