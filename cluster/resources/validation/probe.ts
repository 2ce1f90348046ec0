import type { Lifecycle, LifecycleHandler, Probe } from 'kubernetes-types/core/v1.d.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { nonNegative, portNumberOrName } from './numbers.ts';

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const;

/** `once`: liveness and startup probes count one success only. Source: pkg/apis/core/validation.validateProbe. */
export function validateProbe(probe: Probe | undefined, field: string, successes: 'once' | 'many'): FieldError[] {
  if (!probe) return [];
  const given = HANDLERS.filter((handler) => probe[handler] !== undefined);
  const errors: FieldError[] = given
    .slice(1)
    .map((handler) => forbidden(`${field}.${handler}`, 'may not specify more than 1 handler type'));
  if (given.length === 0) errors.push(required(field, 'must specify a handler type'));
  errors.push(...validateHandler(probe, field));
  const counts = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const;
  for (const count of counts) errors.push(...nonNegative(probe[count], `${field}.${count}`));
  if (probe.terminationGracePeriodSeconds !== undefined) {
    const path = `${field}.terminationGracePeriodSeconds`;
    const seconds = probe.terminationGracePeriodSeconds;
    if (seconds <= 0) errors.push(invalid(path, seconds, 'must be greater than 0'));
    if (successes === 'many') errors.push(invalid(path, seconds, 'must not be set for readinessProbes'));
  }
  if (successes === 'once' && probe.successThreshold !== 1) {
    errors.push(invalid(`${field}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
  }
  return errors;
}

function validateHandler(probe: Probe, field: string): FieldError[] {
  if (probe.exec) return probe.exec.command?.length ? [] : [required(`${field}.exec.command`)];
  if (probe.httpGet) {
    const { path, port, scheme } = probe.httpGet;
    const errors: FieldError[] = path ? [] : [required(`${field}.httpGet.path`)];
    errors.push(...portNumberOrName(port, `${field}.httpGet.port`));
    if (!['HTTP', 'HTTPS'].includes(scheme ?? '')) {
      errors.push(notSupported(`${field}.httpGet.scheme`, scheme ?? '', ['HTTP', 'HTTPS']));
    }
    return errors;
  }
  if (probe.tcpSocket) return portNumberOrName(probe.tcpSocket.port, `${field}.tcpSocket.port`);
  return probe.grpc ? portNumberOrName(probe.grpc.port, `${field}.grpc.port`) : [];
}

/** Source: validateLifecycle. */
export function validateLifecycle(
  lifecycle: Lifecycle | undefined,
  gracePeriodSeconds: number,
  field: string,
): FieldError[] {
  return (['postStart', 'preStop'] as const).flatMap((hook) => {
    const handler = lifecycle?.[hook];
    return handler ? validateHook(handler, gracePeriodSeconds, `${field}.${hook}`) : [];
  });
}

function validateHook(handler: LifecycleHandler, gracePeriodSeconds: number, field: string): FieldError[] {
  const given = (['exec', 'httpGet', 'tcpSocket', 'sleep'] as const).filter((kind) => handler[kind] !== undefined);
  if (given.length === 0) return [required(field, 'must specify a handler type')];
  const { sleep } = handler;
  const errors = given[0] === 'sleep' ? [] : validateHandler({ [given[0]!]: handler[given[0]!] }, field);
  if (given[0] === 'sleep' && sleep && (sleep.seconds < 0 || sleep.seconds > gracePeriodSeconds)) {
    const detail = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriodSeconds})`;
    errors.push(invalid(`${field}.sleep`, sleep.seconds, detail));
  }
  return [
    ...errors,
    ...given.slice(1).map((kind) => forbidden(`${field}.${kind}`, 'may not specify more than 1 handler type')),
  ];
}
