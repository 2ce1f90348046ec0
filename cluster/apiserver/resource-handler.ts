import type { ApiRequest, ApiResponse, WatchEvent } from '../machinery/api-transport.ts';
import type { Verb } from '../resources/resource-definition.ts';
import { watchConverted } from './apiextensions/conversion/converted-watch.ts';
import { conversionOf, prepareReads } from './apiextensions/conversion/webhook-conversion.ts';
import { deprecationOf } from './deprecation.ts';
import { refusals, StatusError } from './errors.ts';
import { create } from './operations/create.ts';
import { remove } from './operations/delete.ts';
import { removeCollection } from './operations/delete-collection.ts';
import { get } from './operations/get.ts';
import { list } from './operations/list.ts';
import { patch } from './operations/patch.ts';
import { update } from './operations/update.ts';
import { type WatchHandle, watch } from './operations/watch.ts';
import { parseRequestInfo } from './request-info.ts';
import type { Operation, ResourceRequest, ServerState } from './resource-request.ts';
import { finish, type Steps } from './steps.ts';
import { createBinding } from './subresources/binding.ts';
import { subresourceOperations } from './subresources/table.ts';

const OPERATIONS: Readonly<Record<Exclude<Verb, 'watch'>, Operation>> = {
  get,
  list,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
};

const NO_QUERY = new URLSearchParams();

/** The request with its path understood. Throws 404 for a path that names no resource of this server. */
export function understand(server: ServerState, request: ApiRequest, fromWire: boolean): ResourceRequest {
  const info = parseRequestInfo(request.path);
  const definition = info && server.registry.find(info.group, info.version, info.resource);
  if (!info || !definition || info.rest.length > 0) throw refusals.noSuchPath();
  const query = request.query ?? NO_QUERY;
  return {
    definition,
    subresource: info.subresource,
    namespace: info.namespace,
    name: info.name,
    query,
    body: request.body,
    contentType: request.contentType ?? '',
    user: request.user,
    userAgent: request.userAgent ?? '',
    dryRun: query.getAll('dryRun').includes('All'),
    fromWire,
    warnings: [],
  };
}

/**
 * Every request for a resource but a watch. Refusals are answers, too. A promise only when admission has to ask somebody
 * outside: everything else has happened when this returns.
 */
export function handle(
  server: ServerState,
  request: ApiRequest,
  fromWire: boolean,
): ApiResponse | Promise<ApiResponse> {
  let warnings: readonly string[] = [];
  const refuse = (error: unknown) => refusalAnswer(error, warnings);
  try {
    const understood = understand(server, request, fromWire);
    warnings = understood.warnings;
    const answer = finish(operate(server, request, understood));
    return answer instanceof Promise ? answer.catch(refuse) : answer;
  } catch (error) {
    return refuse(error);
  }
}

function* operate(server: ServerState, request: ApiRequest, understood: ResourceRequest): Steps<ApiResponse> {
  const verb = verbOf(request.method, understood.name);
  const deprecation = deprecationOf(understood.definition);
  if (deprecation) understood.warnings.push(deprecation);
  if (understood.definition.custom) yield* prepareReads(server, understood);
  const result = operationOf(understood, verb)(server, understood);
  const answer = 'next' in result ? yield* result : result;
  return deprecation ? { ...answer, warnings: understood.warnings } : answer;
}

function operationOf(understood: ResourceRequest, verb: Verb): Operation {
  if (understood.subresource !== '') return subresourceOperation(understood, verb);
  // What a definition that is going leaves out of discovery is answered, or refused by what serves it.
  const { verbs, custom } = understood.definition;
  if (verb === 'watch' || !(verbs.includes(verb) || custom?.terminating)) throw refusals.methodNotAllowed();
  return verb === 'create' && understood.definition.kind === 'Binding' ? createBinding : OPERATIONS[verb];
}

export function openWatch(
  server: ServerState,
  request: ApiRequest,
  fromWire: boolean,
  onEvent: (event: WatchEvent) => void,
): WatchHandle | ApiResponse {
  try {
    const understood = understand(server, request, fromWire);
    if (!understood.definition.verbs.includes('watch') || understood.subresource) throw refusals.methodNotAllowed();
    const conversion = conversionOf(understood.definition);
    if (conversion) return watchConverted(server, understood, conversion, onEvent);
    return watch(server, understood, onEvent);
  } catch (error) {
    return refusalAnswer(error);
  }
}

/** A thrown refusal as the answer it is, with what has been warned of before it. Throws what is no refusal. */
function refusalAnswer(error: unknown, warnings: readonly string[] = []): ApiResponse {
  if (error instanceof StatusError) {
    return { status: error.status.code ?? 500, body: error.status, ...(warnings.length > 0 && { warnings }) };
  }
  throw error;
}

function subresourceOperation(request: ResourceRequest, verb: Verb): Operation {
  const { definition, subresource } = request;
  const known = definition.subresources.find((candidate) => candidate.name === subresource);
  if (!known) throw refusals.noSuchPath();
  const operation = subresourceOperations[known.name]?.[verb];
  if (!operation) throw refusals.methodNotAllowed();
  return operation;
}

function verbOf(method: ApiRequest['method'], name: string): Verb {
  switch (method) {
    case 'GET':
      return name === '' ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
  }
}
