import type { Activity } from '../client/activity.ts';
import { createClient } from '../client/create-client.ts';
import { createEventRecorder, type EventSource } from '../client/events.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import type { ApiTransport } from '../machinery/api-transport.ts';
import type { Clock } from '../machinery/clock.ts';
import type { Random } from '../machinery/random.ts';
import type { ControllerContext, ControllerDefinition, ManagedResource } from './controller.ts';
import { CONTROLLERS, SCHEDULER } from './controllers.ts';
import { type ControllerLogger, runController } from './run-controller.ts';

export interface ControllersOptions {
  readonly transport: ApiTransport;
  readonly informers: InformerFactory;
  readonly clock: Clock;
  readonly random: Random;
  /** Counts the queues' work: `activity.settled()` tells when nothing is left to do. */
  readonly activity: Activity;
  readonly logger: ControllerLogger;
  readonly resources: readonly ManagedResource[];
  readonly rootCertificate: string;
  readonly authority?: ControllerContext['authority'];
  readonly signToken?: ControllerContext['signToken'];
}

/** Starts all controllers and the scheduler, each under its real identity. Start the informers afterwards. */
export function startControllers(options: ControllersOptions): { stop(): void } {
  const stops = CONTROLLERS.map((definition) => startController(definition, options));
  return {
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

function startController(
  { name, eventSource = name, create }: ControllerDefinition,
  options: ControllersOptions,
): () => void {
  const { informers, clock, activity, logger } = options;
  const client = createClient({ transport: options.transport, ...identityOf(name) });
  const events = createEventRecorder({ client, clock, activity, source: eventSourceOf(eventSource) });
  return runController(name, create({ ...options, client, events }), { informers, clock, activity, logger });
}

function identityOf(name: string) {
  if (name === SCHEDULER) {
    return {
      user: { name: 'system:kube-scheduler', groups: ['system:authenticated'] },
      userAgent: 'kube-scheduler/v1.34.4',
    };
  }
  const groups = ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'];
  return {
    user: { name: `system:serviceaccount:kube-system:${name}`, groups },
    userAgent: 'kube-controller-manager/v1.34.4',
  };
}

function eventSourceOf(name: string): EventSource {
  return name === SCHEDULER ? { component: name, isOnEventsApi: true } : { component: name };
}
