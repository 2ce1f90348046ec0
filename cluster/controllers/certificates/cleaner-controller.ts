import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { CertificateSigningRequest } from '../../client/objects.ts';
import { CERTIFICATE_SIGNING_REQUESTS } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';

const HOUR_MS = 3600 * 1000;
const HANDLED_MS = HOUR_MS;
const PENDING_MS = 24 * HOUR_MS;

/** Deletes requests that were answered an hour ago, or asked in vain a day ago (pkg/controller/certificates/cleaner). */
export function createCertificateCleanerController({ client, informers, clock }: ControllerContext): Controller {
  const requests = informers.informer(CERTIFICATE_SIGNING_REQUESTS);
  return {
    watches: [watch(CERTIFICATE_SIGNING_REQUESTS, ({ metadata }) => [metadata.name])],
    reconcile: async (name) => {
      const request = requests.get(name);
      if (!request) return;
      const remaining = Math.min(...deadlines(request)) - clock.now();
      if (remaining === Number.POSITIVE_INFINITY) return;
      if (remaining > 0) return { requeueAfterMs: remaining };
      try {
        await client.resource(CERTIFICATE_SIGNING_REQUESTS).delete(name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

/** Unix milliseconds. */
function deadlines({ metadata, status = {} }: CertificateSigningRequest): number[] {
  const { conditions = [], certificate } = status;
  if (conditions.length === 0) return [Date.parse(metadata.creationTimestamp) + PENDING_MS];
  return conditions.flatMap(({ type, lastUpdateTime }) => {
    if (type === 'Approved' && !certificate) return [];
    const handled = lastUpdateTime === undefined ? [] : [Date.parse(lastUpdateTime) + HANDLED_MS];
    return type === 'Approved' && certificate ? [...handled, expiry(certificate)] : handled;
  });
}

function expiry(certificate: string): number {
  try {
    return new x509.X509Certificate(Buffer.from(certificate, 'base64').toString('utf8')).notAfter.getTime();
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
