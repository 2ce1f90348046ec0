/** crypto/x509's words for what OpenSSL found wrong with a server's certificate. */
export function tlsErrorText(error: Error & { readonly code?: string }): string {
  const verify = 'tls: failed to verify certificate: x509: ';
  switch (error.code) {
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
      return `${verify}certificate signed by unknown authority`;
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return `${verify}certificate has expired or is not yet valid`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `${verify}certificate is not valid for any names, but wanted to match the server's`;
    case 'ECONNRESET':
      return 'EOF';
    default:
      return error.message;
  }
}
