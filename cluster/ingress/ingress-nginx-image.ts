import type { Client } from '../client/client.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import type { Pod } from '../client/objects.ts';
import { ENDPOINT_SLICES, PODS, SERVICES } from '../client/resources.ts';
import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import { startHttpProxy } from '../proxy/http-proxy.ts';
import { serveHttp } from '../proxy/http-server.ts';
import { nginxDialect } from '../proxy/nginx-dialect.ts';
import { INGRESS_CLASSES, INGRESSES } from './ingress-objects.ts';
import { publishAddresses } from './ingress-status.ts';
import { type IngressInputs, translateIngresses } from './translate-ingress.ts';

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

export interface IngressNginxOptions {
  readonly client: Client;
  readonly informers: InformerFactory;
}

/** ingress-nginx's controller: reads the API, configures the proxy in its own pod, writes the status of its Ingresses. */
export function createIngressNginxImage(options: IngressNginxOptions): Image {
  const inputs = watchInputs(options.informers);
  return {
    repository: 'registry.k8s.io/ingress-nginx/controller',
    sizeBytes: 119_318_127,
    entrypoint: ['/usr/bin/dumb-init', '--'],
    defaultArguments: ['/nginx-ingress-controller'],
    programs: {
      'dumb-init': (process) => runController(process, options, inputs),
      'nginx-ingress-controller': (process) => runController(process, options, inputs),
    },
    ports: [80, 443],
  };
}

interface WatchedInputs {
  read(): IngressInputs;
  /** Called at each change of what the configuration depends on. */
  onChange(listener: () => void): () => void;
  pods(namespace: string): Pod[];
}

function watchInputs(informers: InformerFactory): WatchedInputs {
  const ingresses = informers.informer(INGRESSES);
  const classes = informers.informer(INGRESS_CLASSES);
  const services = informers.informer(SERVICES);
  const slices = informers.informer(ENDPOINT_SLICES);
  const pods = informers.informer(PODS);
  const slicesOf = slices.index('service', (slice) => [
    `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_NAME_LABEL] ?? ''}`,
  ]);
  return {
    read: () => ({
      ingresses: ingresses.list(),
      classes: classes.list(),
      service: (key) => services.get(key),
      slicesOf,
    }),
    onChange: (listener) => {
      const stops = [ingresses, classes, services, slices].map((informer) => informer.onChange(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    pods: (namespace) => pods.list(namespace),
  };
}

async function runController(process: Process, options: IngressNginxOptions, inputs: WatchedInputs): Promise<number> {
  const encoder = new TextEncoder();
  const log = (line: string) => void process.stdout.write(encoder.encode(`${line}\n`)).catch(() => {});
  const proxy = startHttpProxy({ machine: process.machine, dialect: nginxDialect, log });
  proxy.configure({ listeners: [{ port: 80, virtualHosts: [] }] });
  const health = serveHttp(process.machine, { port: 10_254, program: 'nginx-ingress-controller' }, ({ response }) =>
    response.writeHead(200, { 'Content-Length': 0 }).end(),
  );
  log(`NGINX Ingress controller, watching IngressClass "nginx" (k8s.io/ingress-nginx)`);
  const stop = inputs.onChange(
    oncePerTurn(() => {
      if (process.signal.aborted) return;
      const current = inputs.read();
      proxy.configure({ listeners: [{ port: 80, virtualHosts: translateIngresses(current).virtualHosts }] });
      void publishAddresses(process, options.client, current, inputs.pods(process.environment['POD_NAMESPACE'] ?? ''));
    }),
  );
  await ended(process);
  stop();
  health.close();
  proxy.close();
  return 0;
}

/** Changes come in bursts: one reading of all inputs serves a burst. */
function oncePerTurn(action: () => void): () => void {
  let scheduled = false;
  return () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      action();
    });
  };
}
