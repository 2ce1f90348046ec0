import type { Activity } from '../client/activity.ts';
import type { Client } from '../client/client.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { runController } from './ingress-controller.ts';
import { watchInputs } from './watched-inputs.ts';

export interface IngressNginxOptions {
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly activity: Activity;
}

/** ingress-nginx's controller: reads the API, configures the proxy in its own pod, writes the status of its Ingresses. */
export function createIngressNginxImage(options: IngressNginxOptions): Image {
  const inputs = watchInputs(options.informers);
  const run = (process: Process) => runController(process, options, inputs);
  return {
    repository: 'registry.k8s.io/ingress-nginx/controller',
    sizeBytes: 119_318_127,
    entrypoint: ['/usr/bin/dumb-init', '--'],
    defaultArguments: ['/nginx-ingress-controller'],
    programs: { 'dumb-init': run, 'nginx-ingress-controller': run },
    ports: [80, 443],
  };
}
