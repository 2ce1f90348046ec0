import { createEventRecorder } from '../client/events.ts';
import { AddressController } from '../cloud/metallb/address-controller.ts';
import { watchMetallbInputs } from '../cloud/metallb/metallb-inputs.ts';
import { METALLB_OBJECTS } from '../cloud/metallb/metallb-manifests.ts';
import { METALLB_NAMESPACE } from '../cloud/metallb/metallb-objects.ts';
import { Speakers } from '../cloud/metallb/speakers.ts';
import type { ClusterOptions } from '../cluster.ts';
import { logLine } from '../images/http-service.ts';
import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import type { Network } from '../network/network.ts';
import { serveHttp } from '../proxy/http-server.ts';
import type { ControlPlane } from './control-plane.ts';
import type { SystemObject } from './system-objects.ts';

const METRICS_PORT = 7472;

/** What `cloud=metallb` puts into a new cluster. */
export const objects: readonly SystemObject[] = METALLB_OBJECTS;

/** The add-on's images: a controller that gives addresses, and a speaker on each node that answers ARP for them. */
export function metallbImages(
  { clock }: ClusterOptions,
  { informers, clientOf, activity }: ControlPlane,
  network: Network,
): Image[] {
  const inputs = watchMetallbInputs(informers);
  const speakers = new Speakers(inputs, (node) => network.host(`node/${node}`));
  const recorder = (account: string, component: string) => {
    const client = clientOf(identity(account), `metallb-${account}`);
    return { client, events: createEventRecorder({ client, clock, activity, source: { component } }) };
  };
  const controller = async (process: Process): Promise<number> => {
    const log = (line: string) => logLine(process, line);
    const { client, events } = recorder('controller', 'metallb-controller');
    const work = new AddressController({ inputs, client, events, activity, log });
    log(
      '{"caller":"main.go:221","level":"info","msg":"MetalLB controller starting (version 0.15.2)","version":"0.15.2"}',
    );
    return runUntilEnded(
      process,
      inputs.onChange(() => work.reconcile()),
    );
  };
  const speaker = async (process: Process): Promise<number> => {
    logLine(
      process,
      '{"caller":"main.go:104","level":"info","msg":"MetalLB speaker starting (version 0.15.2)","version":"0.15.2"}',
    );
    const leave = speakers.join(
      process.environment['METALLB_NODE_NAME'] ?? '',
      recorder('speaker', 'metallb-speaker').events,
    );
    const stop = inputs.onChange(() => speakers.elect());
    return runUntilEnded(process, () => {
      stop();
      leave();
    });
  };
  return [image('controller', 33_510_144, controller), image('speaker', 60_817_408, speaker)];
}

function image(
  name: 'controller' | 'speaker',
  sizeBytes: number,
  program: (process: Process) => Promise<number>,
): Image {
  return {
    repository: `quay.io/metallb/${name}`,
    sizeBytes,
    entrypoint: [`/${name}`],
    programs: { [name]: program },
    programPaths: [`/${name}`],
    distroless: true,
  };
}

/** Its metrics page answers while it runs: the probes of its pod ask for it. */
async function runUntilEnded(process: Process, stop: () => void): Promise<number> {
  const options = { port: METRICS_PORT, program: process.args[0] ?? 'metallb' };
  const metrics = serveHttp(process.machine, options, ({ response }) =>
    response.writeHead(200, { 'Content-Length': 0 }).end(),
  );
  await ended(process);
  metrics.close();
  stop();
  return 0;
}

function identity(account: string) {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${METALLB_NAMESPACE}`, 'system:authenticated'];
  return { name: `system:serviceaccount:${METALLB_NAMESPACE}:${account}`, groups };
}
