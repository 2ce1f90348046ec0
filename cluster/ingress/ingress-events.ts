import type { EventRecorder } from '../client/events.ts';
import type { ControllerLog } from './controller-log.ts';
import { type ClassFlags, decideClass } from './ingress-class.ts';
import type { Ingress } from './ingress-objects.ts';
import type { WatchedInputs } from './watched-inputs.ts';

/** Tells, in events and in the log, which Ingresses the controller takes and which it leaves. */
export function followIngresses(
  inputs: WatchedInputs,
  flags: ClassFlags,
  { events, log }: { readonly events: EventRecorder; readonly log: ControllerLog },
): () => void {
  return inputs.onIngress((current, previous) => {
    const classes = new Map(inputs.classes.map((one) => [one.metadata.name, one]));
    const was = previous && decideClass(previous, classes, flags);
    if (!current) {
      if (previous && was && 'error' in was) {
        tell(log, 'store.go:390', 'Ignoring delete for ingress based on annotation', previous, was);
      }
      return;
    }
    const is = decideClass(current, classes, flags);
    if ('error' in is) {
      if (was && 'className' in was) tell(log, 'store.go:491', 'removing ingress', current, is);
      else if (!previous) {
        tell(log, 'store.go:440', 'Ignoring ingress because of error while validating ingress class', current, is);
      }
      return;
    }
    const found = { ingress: key(current), ingressclass: is.className };
    if (!previous || (was && 'error' in was))
      log.klog('I', 'store.go:443', structured('Found valid IngressClass', found));
    events.event(asSubject(current), 'Normal', 'Sync', 'Scheduled for sync');
  });
}

function tell(
  log: ControllerLog,
  source: string,
  text: string,
  ingress: Ingress,
  why: { readonly error: string },
): void {
  log.klog('I', source, structured(text, { ingress: key(ingress), error: why.error }));
}

/** klog.InfoS: a quoted message, then pairs. */
function structured(text: string, pairs: Readonly<Record<string, string>>): string {
  const tail = Object.entries(pairs).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${JSON.stringify(text)}${tail.join('')}`;
}

function key({ metadata }: Ingress): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function asSubject(ingress: Ingress) {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: ingress.metadata };
}
