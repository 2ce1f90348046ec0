import { keyOf } from '../client/object-cache.ts';
import { NODES, PODS } from '../client/resources.ts';
import { type KubeletEndpoint, KubeletUnreachable, type PodRef } from '../machinery/kubelet-endpoint.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { NodeRegistration } from './node-registration.ts';

const PORT = 10250;
const VERSION = 'v1.34.4';

/**
 * Whether the agent runs (`systemctl stop kubelet`) and its container runtime does. While one of them is stopped, what
 * runs in containers goes on, and nobody looks after it; without the agent the node falls silent, too.
 */
export class AgentSwitch {
  readonly #context: KubeletContext;
  readonly #registration: NodeRegistration;
  readonly #add: (key: string) => void;
  #isAgentOn = true;
  #isRuntimeOn = true;

  constructor(context: KubeletContext, registration: NodeRegistration, add: (key: string) => void) {
    this.#context = context;
    this.#registration = registration;
    this.#add = add;
  }

  get isWorking(): boolean {
    return this.#isAgentOn && this.#isRuntimeOn;
  }

  get isRuntimeOn(): boolean {
    return this.#isRuntimeOn;
  }

  stopAgent(): void {
    this.#isAgentOn = false;
    this.#registration.stop();
  }

  async startAgent(): Promise<void> {
    const { node, informers, journal } = this.#context;
    this.#isAgentOn = true;
    const isKnown = informers.informer(NODES).get(node.name) !== undefined;
    journal.started(node.name, VERSION, isKnown);
    await this.#registration.restart(this.#problem());
    this.#lookAgain();
  }

  stopRuntime(): void {
    this.#isRuntimeOn = false;
    if (!this.#isAgentOn) return;
    this.#context.journal.say('E', 'kubelet.go:2412', '"Skipping pod synchronization" err="container runtime is down"');
    void this.#context.activity.during(this.#registration.report(this.#problem()));
  }

  async startRuntime(): Promise<void> {
    this.#isRuntimeOn = true;
    if (!this.#isAgentOn) return;
    await this.#registration.report(undefined);
    this.#lookAgain();
  }

  /** Whoever dials the stopped agent is refused. */
  guard(endpoint: KubeletEndpoint): KubeletEndpoint {
    const address = `${this.#context.node.address}:${PORT}`;
    const refused = `dial tcp ${address}: connect: connection refused`;
    const check = (message: string) => {
      if (!this.#isAgentOn) throw new KubeletUnreachable(message);
    };
    const dialing = `error dialing backend: ${refused}`;
    const { http } = endpoint;
    return {
      logs: (pod: PodRef, container, options, signal) => {
        check(`Get "https://${address}/containerLogs/${pod.namespace}/${pod.name}/${container}": ${refused}`);
        return endpoint.logs(pod, container, options, signal);
      },
      exec: async (pod, container, command, streams) => {
        check(dialing);
        return endpoint.exec(pod, container, command, streams);
      },
      attach: async (pod, container, streams) => {
        check(dialing);
        return endpoint.attach(pod, container, streams);
      },
      dial: async (pod, port) => {
        check(dialing);
        return endpoint.dial(pod, port);
      },
      ...(http
        ? {
            http: async (method: string, target: string) => {
              check(dialing);
              return http(method, target);
            },
          }
        : {}),
    };
  }

  #problem(): string | undefined {
    return this.#isRuntimeOn ? undefined : 'container runtime is down';
  }

  #lookAgain(): void {
    const { informers, node } = this.#context;
    for (const pod of informers.informer(PODS).list()) if (pod.spec.nodeName === node.name) this.#add(keyOf(pod));
  }
}
