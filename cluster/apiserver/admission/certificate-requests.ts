import 'reflect-metadata';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { authorize } from '../authorization/authorize.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission-plugin.ts';
import { forbidden } from './forbidden.ts';

const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';

function isAbout({ request }: AdmissionAttributes, subresource: string): boolean {
  const { group, plural } = request.definition;
  return (
    group === 'certificates.k8s.io' && plural === 'certificatesigningrequests' && request.subresource === subresource
  );
}

/** Who approves must be allowed to `approve` for the signer (plugin/pkg/admission/certificates/approval). */
export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  validate(attributes, server) {
    if (!isAbout(attributes, 'approval') || attributes.operation !== 'UPDATE') return;
    const signer = signerOf(attributes.oldObject);
    if (mayActFor(server, attributes, 'approve', signer)) return;
    throw forbidden(attributes, `user not permitted to approve requests with signerName ${JSON.stringify(signer)}`);
  },
};

/** Who issues must be allowed to `sign` for the signer (plugin/pkg/admission/certificates/signing). */
export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  validate(attributes, server) {
    if (!isAbout(attributes, 'status') || attributes.operation !== 'UPDATE') return;
    const { object, oldObject } = attributes;
    const state = (request: unknown) => {
      const status = isMap(request) && isMap(request.status) ? request.status : {};
      return JSON.stringify([status.certificate ?? null, status.conditions ?? null]);
    };
    if (state(object) === state(oldObject)) return;
    const signer = signerOf(oldObject);
    if (mayActFor(server, attributes, 'sign', signer)) return;
    throw forbidden(attributes, `user not permitted to sign requests with signerName ${JSON.stringify(signer)}`);
  },
};

/** Nobody asks for the administrators' group (plugin/pkg/admission/certificates/subjectrestriction). */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  validate(attributes) {
    const { operation, object } = attributes;
    if (operation !== 'CREATE' || !isAbout(attributes, '') || signerOf(object) !== CLIENT_SIGNER) return;
    if (!organizationsOf(attributes, object).includes('system:masters')) return;
    throw forbidden(attributes, `use of ${CLIENT_SIGNER} signer with system:masters group is not allowed`);
  },
};

function signerOf(request: KubernetesObject | null): string {
  return isMap(request?.spec) ? String(request.spec.signerName ?? '') : '';
}

function organizationsOf(attributes: AdmissionAttributes, request: KubernetesObject | null): readonly string[] {
  const encoded = isMap(request?.spec) ? String(request.spec.request ?? '') : '';
  try {
    const parsed = new Pkcs10CertificateRequest(Buffer.from(encoded, 'base64').toString('utf8'));
    return parsed.subjectName.getField('O');
  } catch (error) {
    throw forbidden(attributes, `failed to parse CSR: ${error instanceof Error ? error.message : error}`);
  }
}

/** The signer itself, or all signers of its domain (certauthorization.IsAuthorizedForSignerName). */
function mayActFor(server: ServerState, { request }: AdmissionAttributes, verb: string, signer: string): boolean {
  const domain = signer.split('/')[0] ?? '';
  return [signer, `${domain}/*`].some((name) => {
    const about = { group: 'certificates.k8s.io', version: '*', resource: 'signers', subresource: '', namespace: '' };
    return authorize(server, request.user, { ...about, verb, name }).decision === 'allow';
  });
}
