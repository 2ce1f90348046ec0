import type { CertificateSigningRequest } from 'kubernetes-types/certificates/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { signerNameErrors } from './signer-name.ts';

type Request = CertificateSigningRequest;

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];
const DECISIONS = ['Approved', 'Denied', 'Failed'];
const SHORTEST_SECONDS = 600;
const CONDITIONS = 'status.conditions';

/** Source: pkg/apis/certificates/validation.validateCertificateSigningRequest. */
export function validateCertificateSigningRequest(object: KubernetesObject): FieldError[] {
  const { spec, status } = typed<Request>(object);
  const errors: FieldError[] = [];
  if (!isRequest(spec?.request ?? '')) {
    errors.push(invalid('spec.request', spec?.request ?? '', 'PEM block type must be CERTIFICATE REQUEST'));
  }
  const usages = spec?.usages ?? [];
  if (usages.length === 0) errors.push(required('spec.usages'));
  for (const [index, usage] of usages.entries()) {
    if (!USAGES.includes(usage)) errors.push(notSupported(`spec.usages[${index}]`, usage, USAGES));
  }
  for (const [index, usage] of usages.entries()) {
    if (usages.indexOf(usage) < index) errors.push(duplicate(`spec.usages[${index}]`, usage));
  }
  const signer = spec?.signerName ?? '';
  if (signer === 'kubernetes.io/legacy-unknown') {
    errors.push(invalid('spec.signerName', signer, 'the legacy signerName is not allowed via this API version'));
  } else errors.push(...signerNameErrors(signer, 'spec.signerName'));
  const seconds = spec?.expirationSeconds;
  if (seconds !== undefined && seconds < SHORTEST_SECONDS) {
    errors.push(
      invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 600 seconds (10 minutes)'),
    );
  }
  errors.push(...validateConditions(status?.conditions ?? []));
  const certificate = certificateProblem(status?.certificate);
  if (certificate) errors.push(invalid('status.certificate', '<certificate data>', certificate));
  return errors;
}

function isRequest(encoded: string): boolean {
  const text = Buffer.from(encoded, 'base64').toString('latin1');
  return /-----BEGIN CERTIFICATE REQUEST-----[\s\S]+-----END CERTIFICATE REQUEST-----/.test(text);
}

function certificateProblem(encoded: string | undefined): string | undefined {
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('latin1');
  const types = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map(([, type]) => type!);
  if (types.length === 0) return 'must contain at least one CERTIFICATE PEM block';
  const other = types.find((type) => type !== 'CERTIFICATE');
  return other === undefined ? undefined : `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(other)}`;
}

function validateConditions(conditions: NonNullable<NonNullable<Request['status']>['conditions']>): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { type, status }] of conditions.entries()) {
    const path = `${CONDITIONS}[${index}]`;
    if (!type) errors.push(required(`${path}.type`));
    const allowed = DECISIONS.includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
    if (!status) errors.push(required(`${path}.status`));
    else if (!allowed.includes(status)) errors.push(notSupported(`${path}.status`, status, allowed));
    const opposite = { Approved: 'Denied', Denied: 'Approved' }[type];
    if (opposite && seen.has(opposite)) {
      errors.push(invalid(CONDITIONS, type, 'Approved and Denied conditions are mutually exclusive'));
    }
    if (seen.has(type)) errors.push(duplicate(`${path}.type`, type));
    seen.add(type);
  }
  return errors;
}

/** Who may change what: approval its conditions, status the certificate. Source: validateCertificateSigningRequestUpdate. */
export function validateCertificateSigningRequestUpdate(
  object: KubernetesObject,
  old: KubernetesObject,
  subresource: string,
): FieldError[] {
  const [after, before] = [typed<Request>(object).status, typed<Request>(old).status];
  const errors: FieldError[] = [];
  const ofType = (status: Request['status'], type: string) =>
    (status?.conditions ?? []).filter((condition) => condition.type === type);
  for (const type of DECISIONS) {
    if (ofType(after, type).length < ofType(before, type).length) {
      errors.push(forbidden(CONDITIONS, `updates may not remove a condition of type "${type}"`));
    }
  }
  for (const type of subresource === 'approval' ? [] : ['Approved', 'Denied']) {
    const [now, then] = [ofType(after, type), ofType(before, type)];
    if (now.length > then.length) {
      errors.push(forbidden(CONDITIONS, `updates may not add a condition of type "${type}"`));
    } else if (now.length === then.length && !same(now, then)) {
      errors.push(forbidden(CONDITIONS, `updates may not modify a condition of type "${type}"`));
    }
  }
  if ((after?.certificate ?? '') === (before?.certificate ?? '')) return errors;
  if (subresource !== 'status') errors.push(forbidden('status.certificate', 'updates may not set certificate content'));
  else if (before?.certificate) {
    errors.push(forbidden('status.certificate', 'updates may not modify existing certificate content'));
  }
  return errors;
}
