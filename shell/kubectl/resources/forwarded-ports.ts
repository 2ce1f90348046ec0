import { KubectlError } from '../errors.ts';
import { type JsonObject, nameOf, numberAt, recordsAt, stringAt, valueAt } from '../json.ts';

export interface ForwardedPort {
  /** 0: any free one. */
  readonly local: number;
  readonly remote: number;
}

const isNumber = (text: string) => /^[-+]?\d+$/.test(text);

function split(port: string): readonly [string, string] {
  const parts = port.split(':');
  return parts.length === 2 ? [parts[0]!, parts[1]!] : [parts[0]!, parts[0]!];
}

/** `[LOCAL:]REMOTE` of a pod or a Service, names of ports looked up, as ports of the pod (kubectl's portforward.go). */
export function portsInPod(texts: readonly string[], object: JsonObject, pod: JsonObject): string[] {
  if (object['kind'] === 'Service') {
    refuseUdp(texts, recordsAt(object, 'spec', 'ports'), 'port', (name) => servicePortNamed(object, name));
    return texts.map((text) => servicePort(text, object, pod));
  }
  const ports = recordsAt(pod, 'spec', 'containers').flatMap((container) => recordsAt(container, 'ports'));
  refuseUdp(texts, ports, 'containerPort', (name) => containerPortNamed(pod, name));
  return texts.map((text) => {
    const [local, remote] = split(text);
    if (remote === '') throw new KubectlError('error: remote port cannot be empty');
    const number = isNumber(remote) ? remote : String(containerPortNamed(pod, remote));
    return local === remote ? number : `${local}:${number}`;
  });
}

function refuseUdp(
  texts: readonly string[],
  ports: readonly JsonObject[],
  field: string,
  named: (name: string) => number,
): void {
  const numbers = (protocol: string) =>
    new Set(ports.filter((port) => port['protocol'] === protocol).map((port) => numberAt(port, field)));
  const [udp, tcp] = [numbers('UDP'), numbers('TCP')];
  for (const text of texts) {
    const [, remote] = split(text);
    const number = isNumber(remote) ? Number(remote) : named(remote);
    if (udp.has(number) && !tcp.has(number))
      throw new KubectlError(`error: UDP protocol is not supported for ${remote}`);
  }
}

function servicePort(text: string, service: JsonObject, pod: JsonObject): string {
  const [written, asked] = split(text);
  const number = isNumber(asked) ? Number(asked) : servicePortNamed(service, asked);
  const local = !isNumber(asked) && written === asked ? String(number) : written;
  const remote = String(targetPort(service, pod, number));
  return local === remote ? remote : `${local}:${remote}`;
}

function targetPort(service: JsonObject, pod: JsonObject, port: number): number {
  const found = recordsAt(service, 'spec', 'ports').find((item) => item['port'] === port);
  if (!found) throw new KubectlError(`error: Service ${nameOf(service)} does not have a service port ${port}`);
  if (stringAt(service, 'spec', 'clusterIP') === 'None') return port;
  const target = valueAt(found, 'targetPort');
  if (typeof target === 'string') return containerPortNamed(pod, target);
  return typeof target === 'number' && target !== 0 ? target : port;
}

function servicePortNamed(service: JsonObject, name: string): number {
  const found = recordsAt(service, 'spec', 'ports').find((port) => port['name'] === name);
  if (!found) throw new KubectlError(`error: Service '${nameOf(service)}' does not have a named port '${name}'`);
  return numberAt(found, 'port') ?? 0;
}

function containerPortNamed(pod: JsonObject, name: string): number {
  for (const container of recordsAt(pod, 'spec', 'containers'))
    for (const port of recordsAt(container, 'ports'))
      if (port['name'] === name) return numberAt(port, 'containerPort') ?? 0;
  throw new KubectlError(`error: Pod '${nameOf(pod)}' does not have a named port '${name}'`);
}

/** client-go's portforward.parsePorts. */
export function parsePorts(texts: readonly string[]): ForwardedPort[] {
  return texts.map((text) => {
    const parts = text.split(':');
    if (parts.length > 2) throw new KubectlError(`error: invalid port format '${text}'`);
    const local = parts.length === 2 && parts[0] === '' ? '0' : parts[0]!;
    const forwarded = { local: portNumber(local, 'local'), remote: portNumber(parts.at(-1)!, 'remote') };
    if (forwarded.remote === 0) throw new KubectlError('error: remote port must be > 0');
    return forwarded;
  });
}

/** strconv.ParseUint(text, 10, 16). */
function portNumber(text: string, side: string): number {
  const refuse = (why: string) =>
    new KubectlError(
      `error: error parsing ${side} port '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`,
    );
  if (!/^\d+$/.test(text)) throw refuse('invalid syntax');
  if (Number(text) > 65_535) throw refuse('value out of range');
  return Number(text);
}
