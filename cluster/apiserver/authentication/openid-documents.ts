import { ISSUER } from './service-account-claims.ts';
import { serviceAccountKeys } from './service-account-keys.ts';

export const OPENID_CONFIGURATION_PATH = '/.well-known/openid-configuration';
export const JWKS_PATH = '/openid/v1/jwks';

/** OpenID Connect Discovery of the service account issuer (pkg/serviceaccount/openidmetadata.go). */
export function openIdConfiguration(serverAddress: string): object {
  return {
    issuer: ISSUER,
    jwks_uri: `https://${serverAddress}${JWKS_PATH}`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

export function jsonWebKeySet(): object {
  return { keys: [serviceAccountKeys().jwk] };
}
