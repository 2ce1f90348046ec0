import { sign, verify } from 'node:crypto';
import { isMap, type JsonMap } from '../json.ts';
import type { ServiceAccountKeys } from './service-account-keys.ts';

const LONGEST_TOKEN = 16 * 1024;

/** A JWS in compact form, RS256 (RFC 7515, RFC 7518 section 3.3). */
export function signToken(keys: ServiceAccountKeys, claims: JsonMap): string {
  const input = `${encode({ alg: 'RS256', kid: keys.id })}.${encode(claims)}`;
  return `${input}.${sign('RSA-SHA256', Buffer.from(input), keys.privateKey).toString('base64url')}`;
}

/** The claims of a token, unverified; null when it is no JSON Web Token. */
export function readClaims(token: string): JsonMap | null {
  const parts = token.split('.');
  return parts.length === 3 && token.length <= LONGEST_TOKEN ? decode(parts[1]!) : null;
}

/** Whether this pair has signed it. */
export function isSignedBy(keys: ServiceAccountKeys, token: string): boolean {
  const end = token.lastIndexOf('.');
  const header = decode(token.slice(0, token.indexOf('.')));
  if (header?.alg !== 'RS256') return false;
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  return verify('RSA-SHA256', Buffer.from(token.slice(0, end)), keys.publicKey, signature);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): JsonMap | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isMap(value) ? value : null;
  } catch {
    return null;
  }
}
