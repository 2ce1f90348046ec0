import type { CertificateSigningRequest } from '../../client/objects.ts';
import { CERTIFICATE_SIGNING_REQUESTS } from '../../client/resources.ts';
import { toTime } from '../../client/timestamps.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { signRequest } from './certificate-authority.ts';
import { hasCondition, parseRequest, signerObjection } from './certificate-request.ts';

/** `--cluster-signing-duration`. */
const LIFETIME_MS = 365 * 24 * 3600 * 1000;
const SHORTEST_MS = 10 * 60_000;

/** Signs approved requests for the signers of kube-controller-manager (pkg/controller/certificates/signer). */
export function createCertificateSigningController(context: ControllerContext): Controller {
  const { client, informers, clock, random, authority } = context;
  const requests = informers.informer(CERTIFICATE_SIGNING_REQUESTS);
  return {
    watches: [watch(CERTIFICATE_SIGNING_REQUESTS, ({ metadata }) => [metadata.name])],
    reconcile: async (name) => {
      const request = requests.get(name);
      if (!authority || !request || !needsCertificate(request)) return;
      const parsed = parseRequest(request);
      const { usages = [], signerName, expirationSeconds } = request.spec;
      const objection = signerObjection(signerName, parsed, usages);
      if (objection === undefined) return;
      const { conditions = [], ...status } = request.status ?? {};
      if (objection !== null) {
        const failed = {
          type: 'Failed',
          status: 'True',
          reason: 'SignerValidationFailure',
          message: objection,
          lastUpdateTime: toTime(clock.now()),
        };
        await client
          .resource(CERTIFICATE_SIGNING_REQUESTS)
          .updateStatus({ ...request, status: { ...status, conditions: [...conditions, failed] } });
        return;
      }
      const certificate = await signRequest(authority, parsed, {
        usages,
        nowMs: clock.now(),
        lifetimeMs: lifetimeOf(expirationSeconds),
        serialNumber: random.uuid().replaceAll('-', ''),
      });
      await client.resource(CERTIFICATE_SIGNING_REQUESTS).updateStatus({
        ...request,
        status: { ...status, conditions, certificate: Buffer.from(certificate).toString('base64') },
      });
    },
  };
}

/** Approved, not failed, and not issued yet. */
function needsCertificate(request: CertificateSigningRequest): boolean {
  if (request.status?.certificate) return false;
  return hasCondition(request, 'Approved') && !hasCondition(request, 'Denied') && !hasCondition(request, 'Failed');
}

function lifetimeOf(seconds: number | undefined): number {
  if (seconds === undefined) return LIFETIME_MS;
  return Math.min(Math.max(seconds * 1000, SHORTEST_MS), LIFETIME_MS);
}
