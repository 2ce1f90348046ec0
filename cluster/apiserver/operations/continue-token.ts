import { refusals } from '../errors.ts';

/** Where a list goes on: everything after the key `after` (`namespace/name`), as it was at `revision`; -1: as it is now. */
export interface ContinueToken {
  readonly revision: number;
  readonly after: string;
}

const VERSION = 'meta.k8s.io/v1';
const END_OF_KEY = '\0';

/** Source: apiserver/pkg/storage/continue.go. */
export function encodeContinue({ revision, after }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: VERSION, rv: revision, start: after + END_OF_KEY })).toString('base64url');
}

/** Throws 400. */
export function decodeContinue(text: string): ContinueToken {
  const illegal = /[^A-Za-z0-9_-]/.exec(text);
  if (illegal) throw invalid(`: illegal base64 data at input byte ${illegal.index}`);
  const token = parse(text);
  if (token.v !== VERSION) throw invalid(`: server does not recognize this encoded version ${token.v ?? ''}`);
  const { rv, start } = token;
  if (typeof rv !== 'number' || rv === 0)
    throw invalid(': incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof start !== 'string' || start === '') throw invalid(': encoded start key empty (version meta.k8s.io/v1)');
  return { revision: rv, after: start.endsWith(END_OF_KEY) ? start.slice(0, -1) : start };
}

function parse(text: string): { readonly v?: unknown; readonly rv?: unknown; readonly start?: unknown } {
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (typeof token === 'object' && token !== null) return token;
  } catch {
    // Refused below.
  }
  throw invalid(': unexpected end of JSON input');
}

function invalid(why: string) {
  return refusals.badRequest(`continue key is not valid${why}`);
}
