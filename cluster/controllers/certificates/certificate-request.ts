import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { CertificateSigningRequest } from '../../client/objects.ts';

export const KUBELET_CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client-kubelet';
const KUBELET_SERVING_SIGNER = 'kubernetes.io/kubelet-serving';
const API_SERVER_CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const LEGACY_UNKNOWN_SIGNER = 'kubernetes.io/legacy-unknown';

/** The PKCS #10 request inside; throws when there is none. */
export function parseRequest({ spec }: CertificateSigningRequest): x509.Pkcs10CertificateRequest {
  const pem = Buffer.from(spec.request, 'base64').toString('utf8');
  if (!pem.includes('-----BEGIN CERTIFICATE REQUEST-----')) {
    throw new Error('PEM block type must be CERTIFICATE REQUEST');
  }
  return new x509.Pkcs10CertificateRequest(pem);
}

export function hasCondition({ status }: CertificateSigningRequest, type: string): boolean {
  return (status?.conditions ?? []).some((condition) => condition.type === type);
}

export function commonName(request: x509.Pkcs10CertificateRequest): string {
  return request.subjectName.getField('CN')[0] ?? '';
}

/**
 * Why the signer will not sign it; null when it will, undefined when no signer of kube-controller-manager is asked.
 * Source: pkg/controller/certificates/signer, pkg/apis/certificates/helpers.go.
 */
export function signerObjection(
  signerName: string,
  request: x509.Pkcs10CertificateRequest,
  usages: readonly string[],
): string | null | undefined {
  switch (signerName) {
    case KUBELET_SERVING_SIGNER:
      return servingObjection(request, usages);
    case KUBELET_CLIENT_SIGNER:
      return kubeletClientObjection(request, usages);
    case API_SERVER_CLIENT_SIGNER:
      return clientUsageObjection(usages);
    case LEGACY_UNKNOWN_SIGNER:
      return null;
    default:
      return undefined;
  }
}

export function kubeletClientObjection(
  request: x509.Pkcs10CertificateRequest,
  usages: readonly string[],
): string | null {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  for (const { type } of alternativeNames(request)) {
    const title = NAME_TITLES[type];
    if (title) return `${title} subjectAltNames are not allowed`;
  }
  if (!commonName(request).startsWith('system:node:')) return 'subject common name does not begin with system:node:';
  return usageObjection(usages, 'client auth');
}

function servingObjection(request: x509.Pkcs10CertificateRequest, usages: readonly string[]): string | null {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  const names = alternativeNames(request);
  const has = (type: string) => names.some((name) => name.type === type);
  if (!has('dns') && !has('ip')) return 'DNS or IP subjectAltName is required';
  if (has('email')) return 'Email subjectAltNames are not allowed';
  if (has('url')) return 'URI subjectAltNames are not allowed';
  const objection = usageObjection(usages, 'server auth');
  if (objection !== null) return objection;
  return commonName(request).startsWith('system:node:') ? null : 'subject common name does not begin with system:node:';
}

const NAME_TITLES: Readonly<Record<string, string>> = { dns: 'DNS', email: 'Email', ip: 'IP', url: 'URI' };

function alternativeNames(request: x509.Pkcs10CertificateRequest): x509.JsonGeneralNames {
  const extension = request.getExtension(SUBJECT_ALTERNATIVE_NAME);
  return extension instanceof x509.SubjectAlternativeNameExtension ? extension.names.toJSON() : [];
}

function isOfNodes(request: x509.Pkcs10CertificateRequest): boolean {
  const organisations = request.subjectName.getField('O');
  return organisations.length === 1 && organisations[0] === 'system:nodes';
}

/** Exactly these usages, key encipherment left out at will. */
function usageObjection(usages: readonly string[], purpose: string): string | null {
  const given = new Set(usages);
  const needed = ['digital signature', purpose];
  const others = [...given].filter((usage) => usage !== 'key encipherment' && !needed.includes(usage));
  if (others.length === 0 && needed.every((usage) => given.has(usage))) return null;
  return `usages did not match [${['digital signature', 'key encipherment', purpose].sort().join(' ')}]`;
}

function clientUsageObjection(usages: readonly string[]): string | null {
  const allowed = ['digital signature', 'key encipherment', 'client auth'];
  const wrong = usages.find((usage) => !allowed.includes(usage));
  if (wrong !== undefined) return `invalid usage for client certificate: ${wrong}`;
  return usages.includes('client auth') ? null : 'missing required usage for client certificate: client auth';
}
