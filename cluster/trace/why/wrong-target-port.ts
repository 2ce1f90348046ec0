import { addressOf, portOf } from '../trace-context.ts';
import { type Cause, keyOf } from './failure.ts';

/** The packet reached the pod, and nothing listens on the port that the Service named. */
export const wrongTargetPort: Cause = ({ service, box, rule }, facts) => {
  const to = /^nobody listens on (\S+)$/.exec(rule)?.[1];
  if (!to || facts.isNodeAddress(addressOf(to))) return null;
  const pod = facts.podAt(addressOf(to));
  if (!pod) return null;
  const port = portOf(to);
  const listening = facts.listening(`pod/${keyOf(pod)}`);
  const open = listening.filter(({ address }) => address !== '127.0.0.1').map((each) => each.port);
  const loopback = listening.some((each) => each.address === '127.0.0.1' && each.port === port);
  const name = `pod ${pod.metadata.name}`;
  if (loopback) {
    return {
      cause: 'bound-to-loopback',
      at: box.id,
      decided: rule,
      text: `The program in ${name} listens on 127.0.0.1:${port} only, so nobody outside the pod reaches it.`,
      mend: { object: `Pod ${keyOf(pod)}`, field: 'spec.containers[0].args', value: `127.0.0.1:${port}` },
    };
  }
  const index = service?.spec.ports?.findIndex((each) => (each.targetPort ?? each.port) === port) ?? -1;
  const has = open.length > 0 ? `it listens on ${open.sort((a, b) => a - b).join(', ')}` : 'it listens on no port';
  return {
    cause: 'wrong-target-port',
    at: box.id,
    decided: rule,
    text: `Nothing in ${name} listens on port ${port}; ${has}.`,
    mend: service
      ? { object: `Service ${keyOf(service)}`, field: `spec.ports[${Math.max(0, index)}].targetPort`, value: `${port}` }
      : null,
  };
};
