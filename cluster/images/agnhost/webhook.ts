import { sleep } from '../../machinery/clock.ts';
import type { Process } from '../../machinery/machine.ts';
import type { Exchange } from '../../proxy/http-server.ts';
import { respond, runHttpService } from '../http-service.ts';
import { parseFlags } from './flags.ts';
import { readBody } from './request-body.ts';
import { readCertificate } from './tls-files.ts';
import {
  type AdmissionRequest,
  addLabel,
  admitData,
  admitDefinition,
  admitPods,
  type Decision,
  denySpecificAttachment,
  mutateData,
  mutatePods,
  mutatePodsSidecar,
} from './webhook-decisions.ts';

const DELAY_MS = 5000;

type Decide = (request: AdmissionRequest) => Decision | undefined;

/** Admission webhooks over HTTPS with a certificate from mounted files (test/images/agnhost/webhook). */
export async function webhook(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2), ['alsologtostderr', 'logtostderr']);
  const port = flags.number('port', 443);
  const tls = await readCertificate(process, flags.text('tls-cert-file'), flags.text('tls-private-key-file'));
  const decisions = decisionsOf(flags.text('sidecar-image'));
  return runHttpService(process, { port, program: 'agnhost', tls }, (exchange) => {
    const { pathname } = new URL(exchange.request.url ?? '/', 'http://host');
    const decide = decisions[pathname];
    if (pathname === '/readyz') respond(exchange.response, 200, 'ok');
    else if (!decide) respond(exchange.response, 404, '404 page not found\n');
    else void review(process, exchange, decide, pathname === '/always-allow-delay-5s' ? DELAY_MS : 0);
  });
}

function decisionsOf(sidecarImage: string): Readonly<Record<string, Decide>> {
  const refused = (what: string) => `the ${what} cannot be deleted because it contains unwanted key and value`;
  return {
    '/always-allow-delay-5s': () => ({ allowed: true, status: { message: 'this webhook allows all requests' } }),
    '/always-deny': () => ({ allowed: false, status: { message: 'this webhook denies all requests' } }),
    '/add-label': addLabel,
    '/pods': admitPods,
    '/pods/attach': denySpecificAttachment,
    '/mutating-pods': mutatePods,
    '/mutating-pods-sidecar': (request) => mutatePodsSidecar(request, sidecarImage),
    '/configmaps': (request) =>
      admitData(request, 'the configmap contains unwanted key and value', refused('configmap')),
    '/mutating-configmaps': mutateData,
    '/custom-resource': (request) =>
      admitData(request, 'the custom resource contains unwanted data', refused('custom resource')),
    '/mutating-custom-resource': mutateData,
    '/crd': admitDefinition,
  };
}

async function review(
  process: Process,
  { request, response }: Exchange,
  decide: Decide,
  delayMs: number,
): Promise<void> {
  try {
    const asked = JSON.parse(await readBody(request)) as {
      apiVersion: string;
      kind: string;
      request: AdmissionRequest;
    };
    if (delayMs > 0) await sleep(process.machine.clock, delayMs);
    const decision = decide(asked.request);
    if (!decision) return;
    const { allowed, status, patch } = decision;
    const answer = {
      uid: asked.request.uid,
      allowed,
      ...(status ? { status: { metadata: {}, ...status } } : {}),
      ...(patch ? { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') } : {}),
    };
    const body = { kind: asked.kind, apiVersion: asked.apiVersion, response: answer };
    respond(response, 200, JSON.stringify(body), 'application/json');
  } catch (error) {
    respond(response, 400, `Request could not be decoded: ${String(error)}\n`);
  }
}
