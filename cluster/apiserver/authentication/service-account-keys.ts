import { createHash, createPublicKey, generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto';

const BITS = 2048;

/** The pair that signs service account tokens. */
export interface ServiceAccountKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The key's id: the SHA-256 of its DER form, as pkg/serviceaccount.keyIDFromPublicKey has it. */
  readonly id: string;
  /** As /openid/v1/jwks shows it. */
  readonly jwk: { readonly [field: string]: string };
}

let pair: ServiceAccountKeys | undefined;
let preparing: Promise<void> | undefined;

/** Makes the process's pair in the background: call it early, so that no request waits for it. */
export function prepareServiceAccountKeys(): Promise<void> {
  preparing ??= new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: BITS }, (error, _publicKey, privateKey) => {
      if (error) return reject(error);
      pair ??= keysOf(privateKey);
      resolve();
    });
  });
  return preparing;
}

/** One pair for all clusters of a process; made on the spot when nobody prepared it. */
export function serviceAccountKeys(): ServiceAccountKeys {
  pair ??= keysOf(generateKeyPairSync('rsa', { modulusLength: BITS }).privateKey);
  return pair;
}

function keysOf(privateKey: KeyObject): ServiceAccountKeys {
  const publicKey = createPublicKey(privateKey);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const id = createHash('sha256').update(der).digest('base64url');
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return { privateKey, publicKey, id, jwk: { use: 'sig', kty: 'RSA', kid: id, alg: 'RS256', n, e } };
}
