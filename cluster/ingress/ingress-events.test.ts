import { expect, test } from 'vitest';
import type { EventRecorder } from '../client/events.ts';
import type { ControllerLog } from './controller-log.ts';
import { CLASS_DEFAULTS } from './ingress-class.ts';
import { followIngresses } from './ingress-events.ts';
import type { Ingress } from './ingress-objects.ts';
import { ingress, ingressClass } from './testing/ingress-world.ts';
import type { WatchedInputs } from './watched-inputs.ts';

const CLASSES = [ingressClass('nginx', 'k8s.io/ingress-nginx'), ingressClass('other', 'example/other')];

/** What the log and the events say of changes to an Ingress, one after the other; null is its absence. */
function told(...states: (Ingress | null)[]): string[] {
  const lines: string[] = [];
  let change: Parameters<WatchedInputs['onIngress']>[0] = () => {};
  const inputs: Pick<WatchedInputs, 'classes' | 'onIngress'> = {
    classes: CLASSES,
    onIngress: (listener) => {
      change = listener;
      return () => {};
    },
  };
  const log: Pick<ControllerLog, 'klog'> = {
    klog: (level, source, text) => lines.push(`${level} ${source}] ${text}`),
  };
  const events: Pick<EventRecorder, 'event'> = {
    event: (_subject, type, reason, message) => lines.push(`${type} ${reason} ${message}`),
  };
  followIngresses(inputs as WatchedInputs, CLASS_DEFAULTS, {
    events: events as EventRecorder,
    log: log as ControllerLog,
  });
  let previous: Ingress | null = null;
  for (const state of states) {
    change(state ?? undefined, previous ?? undefined);
    previous = state;
  }
  return lines;
}

const own = ingress('web', {});
const unclassed = ingress('web', { ingressClassName: undefined });
const misspelt = ingress('web', { ingressClassName: 'ngnix' });
const foreign = ingress('web', { ingressClassName: 'other' });

const FOUND = 'I store.go:443] "Found valid IngressClass" ingress="default/web" ingressclass="nginx"';
const IGNORED =
  'I store.go:440] "Ignoring ingress because of error while validating ingress class" ingress="default/web" error=';

test('an Ingress of its own class is found and scheduled', () => {
  expect(told(own, own)).toEqual([FOUND, 'Normal Sync Scheduled for sync', 'Normal Sync Scheduled for sync']);
});

test('others are ignored with the reason, without an event', () => {
  expect(told(unclassed)).toEqual([`${IGNORED}"ingress does not contain a valid IngressClass"`]);
  expect(told(misspelt)).toEqual([`${IGNORED}"no object matching key \\"ngnix\\" in local store"`]);
  expect(told(foreign)).toEqual([`${IGNORED}"no object matching key \\"other\\" in local store"`]);
});

test('one that gets the class is found, one that loses it removed, a foreign one that goes ignored', () => {
  expect(told(misspelt, own).slice(1)).toEqual([FOUND, 'Normal Sync Scheduled for sync']);
  expect(told(own, misspelt).slice(2)).toEqual([
    'I store.go:491] "removing ingress" ingress="default/web" error="no object matching key \\"ngnix\\" in local store"',
  ]);
  expect(told(misspelt, null).slice(1)).toEqual([
    'I store.go:390] "Ignoring delete for ingress based on annotation" ingress="default/web" error="no object matching key \\"ngnix\\" in local store"',
  ]);
});
