import { createEventRecorder, type EventRecorder } from '../client/events.ts';
import { type Listener, NetworkError, type Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import { type HttpProxy, startHttpProxy } from '../proxy/http-proxy.ts';
import { type ServerCertificate, serveHttp } from '../proxy/http-server.ts';
import { createNginxDialect } from '../proxy/nginx-dialect.ts';
import { type ControllerFlags, parseFlags } from './controller-flags.ts';
import { ControllerLog } from './controller-log.ts';
import { type ControllerSettings, readSettings } from './controller-settings.ts';
import { fakeCertificate } from './fake-certificate.ts';
import { FilterMemory } from './filter-memory.ts';
import { readCertificate } from './ingress-certificate.ts';
import { followIngresses } from './ingress-events.ts';
import type { IngressNginxOptions } from './ingress-nginx-image.ts';
import { isLeader, replicas, runningAddresses, type StatusOptions, writeStatus } from './ingress-status.ts';
import { ownIngresses, translateIngresses } from './translate-ingress.ts';
import type { WatchedInputs } from './watched-inputs.ts';

const RELEASE = 'v1.13.3';

/** ingress-nginx's controller process, until it is told to end. */
export async function runController(
  process: Process,
  options: IngressNginxOptions,
  inputs: WatchedInputs,
): Promise<number> {
  const log = new ControllerLog(process);
  const flags = parseFlags(process.args.slice(process.args.findIndex((word) => word.endsWith('controller')) + 1));
  log.banner(RELEASE);
  if (typeof flags === 'string') {
    log.klog('F', 'main.go:63', flags);
    return 255;
  }
  const controller = new IngressController(process, options, inputs, flags, log);
  try {
    await controller.start();
  } catch (error) {
    controller.stop();
    if (!(error instanceof NetworkError)) throw error;
    const [name, port] = controller.isListening
      ? ['healthz-port', flags.ports.health]
      : ['http-port', flags.ports.http];
    log.klog('F', 'main.go:86', `port ${port} is already in use. Please check the flag --${name}`);
    return 255;
  }
  await ended(process);
  await controller.removeStatus();
  controller.stop();
  return 0;
}

class IngressController {
  isListening = false;
  readonly #process: Process;
  readonly #options: IngressNginxOptions;
  readonly #inputs: WatchedInputs;
  readonly #flags: ControllerFlags;
  readonly #log: ControllerLog;
  readonly #memory = new FilterMemory();
  readonly #proxy: HttpProxy;
  readonly #events: EventRecorder;
  readonly #status: StatusOptions;
  #settings: ControllerSettings;
  #fake: ServerCertificate | undefined;
  #told = new Set<string>();
  #health: Listener | undefined;
  #stops: (() => void)[] = [];

  constructor(
    process: Process,
    options: IngressNginxOptions,
    inputs: WatchedInputs,
    flags: ControllerFlags,
    log: ControllerLog,
  ) {
    const { machine, environment } = process;
    this.#process = process;
    this.#options = options;
    this.#inputs = inputs;
    this.#flags = flags;
    this.#log = log;
    this.#settings = this.#readSettings();
    this.#proxy = startHttpProxy({
      machine,
      dialect: createNginxDialect(() => this.#settings),
      log: (line) => log.accessLine(line),
      logError: (line) => log.errorLine(line),
    });
    this.#events = createEventRecorder({
      client: options.client,
      clock: machine.clock,
      activity: options.activity,
      source: { component: 'nginx-ingress-controller' },
    });
    const pod = { name: environment['POD_NAME'] ?? machine.hostname, namespace: environment['POD_NAMESPACE'] ?? '' };
    this.#status = { client: options.client, inputs, flags, pod };
  }

  async start(): Promise<void> {
    const { machine } = this.#process;
    this.#sync();
    this.isListening = true;
    this.#health = serveHttp(
      machine,
      { port: this.#flags.ports.health, program: 'nginx-ingress-controller' },
      ({ request, response }) => {
        const known = request.url === '/healthz';
        response.writeHead(known ? 200 : 404, { 'Content-Type': 'text/plain; charset=utf-8' });
        response.end(known ? 'ok' : '404 page not found\n');
      },
    );
    this.#log.klog('I', 'nginx.go:273', '"Starting NGINX Ingress controller"');
    this.#log.klog('I', 'nginx.go:319', '"Starting NGINX process"');
    const changed = oncePerTurn(() => this.#sync());
    this.#stops.push(
      followIngresses(this.#inputs, this.#flags.classes, { events: this.#events, log: this.#log }),
      this.#inputs.onChange(changed),
    );
    const release = machine.clock.hold();
    this.#fake = await fakeCertificate(machine.clock.now()).finally(release);
    this.#sync();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#health?.close();
    this.#proxy.close();
  }

  /** The last of the replicas takes its addresses with it. */
  async removeStatus(): Promise<void> {
    if (!this.#flags.updateStatus || replicas(this.#status).some((pod) => pod.metadata.name !== this.#status.pod.name))
      return;
    this.#log.klog('I', 'status.go:135', '"removing value from ingress status" address=[]');
    await writeStatus(this.#options.client, this.#own(), []);
  }

  #own() {
    const { watchNamespace, classes } = this.#flags;
    const own = ownIngresses(this.#inputs, classes);
    return watchNamespace === undefined ? own : own.filter(({ metadata }) => metadata.namespace === watchNamespace);
  }

  #readSettings(): ControllerSettings {
    const configMap = (key: string) => this.#inputs.configMap(key);
    return readSettings(configMap(this.#flags.configMap ?? ''), configMap);
  }

  #sync(): void {
    if (this.#process.signal.aborted) return;
    const { clock } = this.#process.machine;
    this.#settings = this.#readSettings();
    const certificate = this.#defaultCertificate();
    const { configuration, warnings } = translateIngresses(this.#inputs, {
      settings: this.#settings,
      classes: this.#flags.classes,
      memory: this.#memory,
      nowMs: clock.now(),
      ports: this.#flags.ports,
      enablePassthrough: this.#flags.enablePassthrough,
      watchNamespace: this.#flags.watchNamespace,
      defaultBackendService: this.#flags.defaultBackendService,
      ...(certificate && { defaultCertificate: certificate }),
    });
    this.#proxy.configure(configuration);
    // The controller repeats itself at every sync; here a line is written when it becomes true.
    const now = new Set(warnings.map(({ text }) => text));
    for (const { level, source, text } of warnings) if (!this.#told.has(text)) this.#log.klog(level, source, text);
    this.#told = now;
    if (this.#flags.updateStatus && isLeader(this.#status)) {
      void writeStatus(this.#options.client, this.#own(), runningAddresses(this.#status));
    }
  }

  #defaultCertificate(): ServerCertificate | undefined {
    const key = this.#flags.defaultCertificate;
    const secret = key === undefined ? undefined : this.#inputs.secret(key);
    const own = key !== undefined && secret ? readCertificate(key, secret) : undefined;
    return typeof own === 'object' ? own : this.#fake;
  }
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
