import { createPublicKey, verify } from 'node:crypto';
import http from 'node:http';
import tls from 'node:tls';
import type { Process } from '../../machinery/machine.ts';
import { goLog } from '../go-text.ts';
import { parseFlags } from './flags.ts';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const MAX_DOCUMENT_BYTES = 1024 * 1024;

/** Checks a mounted token as a stranger would: by what its issuer publishes about itself (OpenID Connect Discovery). */
export async function issuerDiscovery(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2));
  try {
    const token = readText(process, flags.text('token-path', '')).trim();
    goLog(process, 'OK: Got token');
    goLog(process, 'validating with in-cluster discovery');
    await validate(process, token, flags.text('audience', ''));
    return 0;
  } catch (error) {
    goLog(process, `failed to validate with in-cluster discovery: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
}

async function validate(process: Process, token: string, audience: string): Promise<void> {
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = decoded(head);
  const claims = decoded(body);
  const issuer = String(claims['iss']);
  goLog(process, `OK: got issuer ${issuer}`);
  const configuration = await fetchJson(process, `${issuer}/.well-known/openid-configuration`);
  if (configuration['issuer'] !== issuer) throw new Error('oidc: issuer did not match the issuer returned by provider');
  goLog(process, `OK: Constructed OIDC provider for issuer ${issuer}`);
  const { keys } = await fetchJson(process, String(configuration['jwks_uri']));
  const key: unknown = Array.isArray(keys)
    ? keys.find((candidate) => isRecord(candidate) && candidate['kid'] === header['kid'])
    : null;
  if (!isRecord(key)) throw new Error('failed to verify signature: no key matches');
  const publicKey = createPublicKey({ key, format: 'jwk' });
  if (!verify('RSA-SHA256', Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url'))) {
    throw new Error('failed to verify signature: failed to verify id token signature');
  }
  const audiences = [claims['aud']].flat();
  if (!audiences.includes(audience))
    throw new Error(`oidc: expected audience "${audience}" got ${JSON.stringify(audiences)}`);
  if (Number(claims['exp']) * 1000 < process.machine.clock.now()) throw new Error('oidc: token is expired');
  goLog(process, 'OK: Validated signature on JWT');
  goLog(process, 'OK: Got valid claims from token!');
}

/** A document of the API server, asked for with the pod's own account. */
async function fetchJson(process: Process, address: string): Promise<Record<string, unknown>> {
  const url = new URL(address);
  const { network } = process.machine;
  const [host = url.hostname] = /^[\d.]+$/.test(url.hostname) ? [url.hostname] : await network.lookup(url.hostname);
  const socket = await network.dial(host, Number(url.port || 443), { signal: process.signal });
  const secure = tls.connect({ socket, host: url.hostname, ca: readText(process, `${ACCOUNT}/ca.crt`) });
  const authorization = `Bearer ${readText(process, `${ACCOUNT}/token`)}`;
  return new Promise((resolve, reject) => {
    secure.on('error', reject);
    const request = http.request({
      createConnection: () => secure,
      host: url.host,
      path: url.pathname,
      headers: { host: url.host, authorization },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > MAX_DOCUMENT_BYTES) response.destroy(new Error('document too large'));
        chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode !== 200) return reject(new Error(`${response.statusCode}: ${text}`));
        resolve(parseRecord(text));
      });
    });
    request.end();
  });
}

function readText(process: Process, path: string): string {
  return Buffer.from(process.machine.files.read(path)).toString('utf8');
}

function decoded(part: string): Record<string, unknown> {
  return parseRecord(Buffer.from(part, 'base64url').toString('utf8'));
}

function parseRecord(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
