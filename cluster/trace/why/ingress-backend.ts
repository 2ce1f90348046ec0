import { type Cause, keyOf } from './failure.ts';
import { noEndpoints } from './no-endpoints.ts';

const INGRESS = /^(Ingress|Route) (\S+)$/;

/** A proxy answered 503: the rule matched, and behind it is no such Service, no such port, or nobody ready. */
export const ingressBackend: Cause = (failure, facts) => {
  const { status, box, rule, origin } = failure;
  const [, kind, key] = INGRESS.exec(origin?.object ?? '') ?? [];
  if (status !== 503 || !origin || !kind || !key) return null;
  const namespace = key.split('/')[0] ?? '';
  const [name = '', port = ''] = origin.value.split(':');
  const service = facts.service(`${namespace}/${name}`);
  const base = { at: box.id, decided: rule };
  const { object } = origin;
  if (!service) {
    return {
      ...base,
      cause: 'missing-service',
      text: `${object} sends to Service ${namespace}/${name}, which does not exist.`,
      mend: { object, field: `${origin.field}.name`, value: name },
    };
  }
  const has = service.spec.ports?.some((each) => each.name === port || `${each.port}` === port) ?? false;
  if (port && !has) {
    const ports = service.spec.ports?.map((each) => each.port).join(', ');
    return {
      ...base,
      cause: 'missing-port',
      text: `${object} sends to port ${port} of Service ${keyOf(service)}, which has ${ports}.`,
      mend: { object, field: `${origin.field}.port`, value: port },
    };
  }
  return noEndpoints({ ...failure, service }, facts);
};
