import { refusals } from '../errors.ts';

/** The URL that a request line asks for, without whatever prefix the caller serves it under. Throws 400. */
export function parseRequestTarget(target: string): URL {
  // Against a base, a target that begins with two slashes would name a host.
  const text = target.startsWith('/') ? `http://apiserver${target}` : target;
  if (!URL.canParse(text, 'http://apiserver')) throw refusals.badRequest('the request target cannot be parsed');
  return new URL(text, 'http://apiserver');
}
