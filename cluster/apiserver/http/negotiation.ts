import { refusals } from '../errors.ts';

/** How an answer is to be written. */
export interface Representation {
  readonly mediaType: 'application/json' | 'application/yaml';
  /** The server-side transformation asked for with `as=`. */
  readonly as: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | null;
  /** The version of meta.k8s.io in which it is asked for. */
  readonly version: 'v1' | 'v1beta1';
}

export const ACCEPTED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const PLAIN: Representation = { mediaType: 'application/json', as: null, version: 'v1' };

/** The first clause of an Accept header that this server can serve (endpoints/handlers/negotiation). Throws 406. */
export function negotiate(accept: string | undefined): Representation {
  if (accept === undefined || accept.trim() === '') return PLAIN;
  for (const clause of accept.split(',')) {
    const representation = representationOf(clause);
    if (representation) return representation;
  }
  throw refusals.notAcceptable(ACCEPTED);
}

export function parseClause(clause: string): { type: string; parameters: Map<string, string> } {
  const [type = '', ...rest] = clause.split(';').map((part) => part.trim());
  const pairs = rest.map((part): [string, string] => {
    const [name = '', value = ''] = part.split('=');
    return [name.trim(), value.trim()];
  });
  return { type: type.toLowerCase(), parameters: new Map(pairs) };
}

function representationOf(clause: string): Representation | null {
  const { type, parameters } = parseClause(clause);
  const mediaType = type === 'application/yaml' ? 'application/yaml' : 'application/json';
  if (!['application/json', 'application/yaml', '*/*', 'application/*'].includes(type)) return null;
  const as = parameters.get('as');
  if (as === undefined) return { mediaType, as: null, version: 'v1' };
  const version = parameters.get('v');
  if (parameters.get('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return null;
  if (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') {
    return { mediaType, as, version };
  }
  return null;
}
