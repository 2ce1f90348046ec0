import { refusals } from '../errors.ts';

export type MediaType = 'application/json' | 'application/yaml' | 'application/vnd.kubernetes.protobuf';

/** How an answer is to be written. */
export interface Representation {
  readonly mediaType: MediaType;
  /** The server-side transformation asked for with `as=`. */
  readonly as: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | null;
  /** The version of meta.k8s.io in which it is asked for. */
  readonly version: 'v1' | 'v1beta1';
}

/** What an endpoint can write. */
export interface Offer {
  /** Its objects have a protobuf form; what says something about any object (PartialObjectMetadata, Status) always has. */
  readonly protobuf: boolean;
  /** Events one after another: there is no such form of YAML. */
  readonly watch?: boolean;
}

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';
export const ACCEPTED: readonly MediaType[] = ['application/json', 'application/yaml', PROTOBUF];
const STREAMED = [`application/json;stream=watch`, `${PROTOBUF};stream=watch`];
const PLAIN: Representation = { mediaType: 'application/json', as: null, version: 'v1' };

/** The first clause of an Accept header that can be served (endpoints/handlers/negotiation). Throws 406. */
export function negotiate(accept: string | undefined, offer: Offer): Representation {
  if (accept === undefined || accept.trim() === '') return PLAIN;
  for (const clause of acceptedClauses(accept)) {
    const representation = representationOf(clause, offer);
    if (representation) return representation;
  }
  throw refusals.notAcceptable(offer.watch ? STREAMED : ACCEPTED);
}

/** How a Status is written: as a failure is told whatever was asked for, JSON when nothing else is understood. */
export function statusMediaType(accept: string | undefined): MediaType {
  for (const clause of acceptedClauses(accept ?? '')) {
    const mediaType = mediaTypeOf(clause.type);
    if (mediaType && !clause.parameters.has('as')) return mediaType;
  }
  return 'application/json';
}

/** A route of a built-in kind is not even found by who asks for none of its types (go-restful). Throws 406. */
export function requireRoute(accept: string | undefined, isCollection: boolean): void {
  if (accept === undefined || accept.trim() === '') return;
  const written: readonly string[] = isCollection ? [...ACCEPTED, ...STREAMED] : ACCEPTED;
  const types = accept.split(',').map((clause) => clause.split(';')[0]?.trim() ?? '');
  if (types.some((type) => type === '*/*' || written.includes(type))) return;
  throw refusals.noRepresentation(written);
}

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export function parseClause(clause: string): Clause {
  const [type = '', ...rest] = clause.split(';').map((part) => part.trim());
  const pairs = rest.map((part): [string, string] => {
    const [name = '', value = ''] = part.split('=');
    return [name.trim(), value.trim()];
  });
  return { type: type.toLowerCase(), parameters: new Map(pairs) };
}

/** The clauses in the order of the client's liking. */
function acceptedClauses(accept: string): Clause[] {
  const clauses = accept.split(',').map(parseClause);
  if (clauses.length === 1 || !accept.includes('q=')) return clauses;
  return clauses.sort((a, b) => quality(b) - quality(a));
}

function quality({ parameters }: Clause): number {
  const asked = Number(parameters.get('q') ?? 1);
  return Number.isFinite(asked) ? asked : 1;
}

function mediaTypeOf(type: string): MediaType | undefined {
  if (type === '*/*' || type === 'application/*') return 'application/json';
  return ACCEPTED.find((known) => known === type);
}

function representationOf({ type, parameters }: Clause, { protobuf, watch }: Offer): Representation | null {
  const mediaType = mediaTypeOf(type);
  if (!mediaType || (watch && mediaType === 'application/yaml')) return null;
  const as = parameters.get('as');
  if (as === undefined) return mediaType === PROTOBUF && !protobuf ? null : { mediaType, as: null, version: 'v1' };
  const version = parameters.get('v');
  if (parameters.get('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return null;
  if (as === 'Table') return mediaType === PROTOBUF ? null : { mediaType, as, version };
  if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { mediaType, as, version };
  return null;
}
