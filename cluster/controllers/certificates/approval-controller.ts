import type { CertificateSigningRequest } from '../../client/objects.ts';
import { CERTIFICATE_SIGNING_REQUESTS } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import {
  commonName,
  hasCondition,
  KUBELET_CLIENT_SIGNER,
  kubeletClientObjection,
  parseRequest,
} from './certificate-request.ts';

const REVIEWS = { group: 'authorization.k8s.io', version: 'v1', resource: 'subjectaccessreviews' };

/** Approves client certificates for kubelets whose requestor may have them (pkg/controller/certificates/approver). */
export function createCertificateApprovingController({ client, informers }: ControllerContext): Controller {
  const requests = informers.informer(CERTIFICATE_SIGNING_REQUESTS);
  const mayCreate = async ({ spec }: CertificateSigningRequest, subresource: string): Promise<boolean> => {
    const { username = '', uid, groups, extra } = spec;
    const resourceAttributes = {
      group: 'certificates.k8s.io',
      resource: 'certificatesigningrequests',
      verb: 'create',
      subresource,
      version: '*',
    };
    const answer = await client.resource(REVIEWS).create({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      metadata: {},
      spec: {
        user: username,
        resourceAttributes,
        ...(uid && { uid }),
        ...(groups && { groups }),
        ...(extra && { extra }),
      },
    });
    return (answer['status'] as { allowed?: boolean } | undefined)?.allowed === true;
  };
  const approve = async (request: CertificateSigningRequest, message: string): Promise<void> => {
    const conditions = [
      ...(request.status?.conditions ?? []),
      { type: 'Approved', status: 'True', reason: 'AutoApproved', message },
    ];
    const approved = { ...request, status: { ...request.status, conditions } };
    await client.resource(CERTIFICATE_SIGNING_REQUESTS).putSubresource(request.metadata.name, 'approval', approved);
  };
  return {
    watches: [watch(CERTIFICATE_SIGNING_REQUESTS, ({ metadata }) => [metadata.name])],
    reconcile: async (name) => {
      const request = requests.get(name);
      if (
        !request ||
        request.status?.certificate ||
        hasCondition(request, 'Approved') ||
        hasCondition(request, 'Denied')
      ) {
        return;
      }
      if (request.spec.signerName !== KUBELET_CLIENT_SIGNER) return;
      const parsed = parseRequest(request);
      if (kubeletClientObjection(parsed, request.spec.usages ?? []) !== null) return;
      const own = request.spec.username === commonName(parsed);
      if (own && (await mayCreate(request, 'selfnodeclient'))) {
        return approve(request, 'Auto approving self kubelet client certificate after SubjectAccessReview.');
      }
      if (await mayCreate(request, 'nodeclient')) {
        return approve(request, 'Auto approving kubelet client certificate after SubjectAccessReview.');
      }
    },
  };
}
