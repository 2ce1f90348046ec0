import type { Clock } from '../machinery/clock.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { Activity } from './activity.ts';
import { ApiError, type Client } from './client.ts';
import { type CorrelatedEvent, EventCorrelator } from './event-correlator.ts';
import { EVENTS } from './resources.ts';
import { toMicroTime, toTime } from './timestamps.ts';

export interface EventSource {
  /** `kubelet`, `deployment-controller` */
  readonly component: string;
  /** The node, for what happens on one. */
  readonly host?: string;
  /** As components on the events.k8s.io API write (the scheduler): eventTime and action instead of source and counts. */
  readonly isOnEventsApi?: boolean;
}

/** What an event is about. */
export type EventSubject = Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>;

export interface EventDetails {
  /** `spec.containers{web}` */
  readonly fieldPath?: string;
  /** What was being done, on the events.k8s.io API: `Binding`. */
  readonly action?: string;
  /** Whose doing it was: the pod that another was preempted for. */
  readonly related?: EventSubject;
}

export interface EventRecorder {
  /** Never throws and never waits: events are a courtesy. */
  event(
    subject: EventSubject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    options?: EventDetails,
  ): void;
}

export interface EventRecorderOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly source: EventSource;
}

/** Records core/v1 Events: repeats are counted, floods are combined and cut off (client-go tools/record). */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const correlator = new EventCorrelator(options.clock);
  let sending: Promise<void> = Promise.resolve();
  return {
    event: (subject, type, reason, message, { fieldPath, action, related } = {}) => {
      const involvedObject = { ...referenceTo(subject), ...(fieldPath ? { fieldPath } : {}) };
      const event = correlator.correlate({ involvedObject, type, reason, message });
      if (!event) return;
      const name = nameOf(subject, options.clock);
      const more = { ...(action ? { action } : {}), ...(related ? { related: referenceTo(related) } : {}) };
      sending = sending.then(() => send(options, event, name, more));
      void options.activity.during(sending);
    },
  };
}

interface MoreDetails {
  readonly action?: string;
  readonly related?: ReturnType<typeof referenceTo>;
}

async function send(
  options: EventRecorderOptions,
  event: CorrelatedEvent,
  name: string,
  more: MoreDetails,
): Promise<void> {
  try {
    const { stored } = event.entry;
    if (stored && (await countAgain(options, event, stored))) return;
    const namespace = event.involvedObject.namespace ?? 'default';
    const object = newEvent(options, event, { name, namespace }, more);
    await options.client.resource(EVENTS).create(object, namespace);
    event.entry.stored = { name, namespace };
  } catch (error) {
    // A namespace that is going away takes no events; nothing is lost that anybody waits for.
    if (!(error instanceof ApiError)) throw error;
  }
}

/** False when the event has expired or was deleted, so that it is created anew. */
async function countAgain(
  { client, clock }: EventRecorderOptions,
  event: CorrelatedEvent,
  { name, namespace }: { name: string; namespace: string },
): Promise<boolean> {
  const patch = { count: event.count, lastTimestamp: toTime(clock.now()), message: event.message };
  try {
    await client.resource(EVENTS).patch(name, patch, { namespace, type: 'strategic' });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return false;
    throw error;
  }
}

function newEvent(
  { clock, source }: EventRecorderOptions,
  event: CorrelatedEvent,
  metadata: { name: string; namespace: string },
  { action, related }: MoreDetails,
) {
  const { involvedObject, type, reason, message, count } = event;
  const common = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    involvedObject,
    ...(related ? { related } : {}),
    type,
    reason,
    message,
  };
  if (source.isOnEventsApi) {
    return {
      ...common,
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: toMicroTime(clock.now()),
      action: action ?? reason,
      reportingComponent: source.component,
      reportingInstance: `${source.component}-${source.host ?? 'node1'}`,
    };
  }
  const now = toTime(clock.now());
  return {
    ...common,
    source: { component: source.component, ...(source.host ? { host: source.host } : {}) },
    firstTimestamp: now,
    lastTimestamp: now,
    count,
    eventTime: null,
    reportingComponent: source.component,
    reportingInstance: source.host ?? '',
  };
}

function referenceTo({ apiVersion, kind, metadata }: EventSubject) {
  const { namespace, name = '', uid, resourceVersion } = metadata;
  return { kind, ...(namespace ? { namespace } : {}), name, uid, apiVersion, resourceVersion };
}

/** Recorders on one clock number their events together: no two have the same name, and names tell the order. */
const sequences = new WeakMap<Clock, number>();

/** `NAME.` and the time in hexadecimal nanoseconds, where the sequence stands for what the clock does not tell. */
function nameOf({ metadata }: EventSubject, clock: Clock): string {
  const sequence = sequences.get(clock) ?? 0;
  sequences.set(clock, (sequence + 1) % 1_000_000);
  const nanoseconds = BigInt(clock.now()) * 1_000_000n + BigInt(sequence);
  return `${metadata.name}.${nanoseconds.toString(16)}`;
}
