import type { Container, EnvVar } from 'kubernetes-types/core/v1.js';
import type { InformerFactory } from '../client/informer-factory.ts';
import type { Pod, Service } from '../client/objects.ts';
import { CONFIG_MAPS, SECRETS, SERVICES } from '../client/resources.ts';
import { type DownwardValues, fieldValue, resourceValue } from './downward-api.ts';
import type { Image } from './image.ts';

/** What stops a container from being made (CreateContainerConfigError); `message` is the kubelet's own. */
export class ContainerConfigError extends Error {}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A container's environment: image, Services, envFrom, env, in rising precedence (kubelet_pods.go makeEnvironmentVariables). */
export function containerEnvironment(
  pod: Pod,
  container: Container,
  image: Image,
  informers: InformerFactory,
  values: DownwardValues,
): Record<string, string> {
  const environment: Record<string, string> = { PATH: DEFAULT_PATH, ...image.environment };
  Object.assign(environment, serviceVariables(pod, informers.informer(SERVICES).list()));
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const source = configMapRef
      ? configMapData(informers, pod, configMapRef.name ?? '', configMapRef.optional)
      : secretData(informers, pod, secretRef?.name ?? '', secretRef?.optional);
    for (const [key, value] of Object.entries(source ?? {})) environment[prefix + key] = value;
  }
  for (const variable of container.env ?? []) {
    const value = variableValue(pod, container, variable, informers, values, environment);
    if (value !== undefined) environment[variable.name] = value;
  }
  return environment;
}

/** `$(NAME)` is replaced when NAME is known; `$$` is a dollar sign (third_party/forked/golang/expansion). */
export function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (environment[name] ?? whole),
  );
}

/** The same for a subPathExpr, where every name must be known. Throws `ContainerConfigError`. */
export function expandStrictly(text: string, environment: Readonly<Record<string, string>>): string {
  for (const [, name] of text.matchAll(/\$\$|\$\(([^)]*)\)/g)) {
    if (name !== undefined && environment[name] === undefined) {
      throw new ContainerConfigError(`missing value for "${name}"`);
    }
  }
  return expand(text, environment);
}

function variableValue(
  pod: Pod,
  container: Container,
  { value, valueFrom }: EnvVar,
  informers: InformerFactory,
  values: DownwardValues,
  environment: Readonly<Record<string, string>>,
): string | undefined {
  if (!valueFrom) return expand(value ?? '', environment);
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef) return fieldValue(pod, fieldRef.fieldPath, values);
  if (resourceFieldRef) return resourceValue(pod, resourceFieldRef, container);
  if (configMapKeyRef) {
    const { name = '', key, optional } = configMapKeyRef;
    const data = configMapData(informers, pod, name, optional);
    return required(data, key, optional, `couldn't find key ${key} in ConfigMap ${pod.metadata.namespace}/${name}`);
  }
  if (secretKeyRef) {
    const { name = '', key, optional } = secretKeyRef;
    const data = secretData(informers, pod, name, optional);
    return required(data, key, optional, `couldn't find key ${key} in Secret ${pod.metadata.namespace}/${name}`);
  }
  return undefined;
}

function required(
  data: Record<string, string> | undefined,
  key: string,
  optional: boolean | undefined,
  message: string,
): string | undefined {
  const value = data?.[key];
  if (value === undefined && !optional) throw new ContainerConfigError(message);
  return value;
}

/** The data of a ConfigMap; undefined when it is missing and optional. */
function configMapData(
  informers: InformerFactory,
  { metadata: { namespace } }: Pod,
  name: string,
  optional = false,
): Record<string, string> | undefined {
  const map = informers.informer(CONFIG_MAPS).get(`${namespace}/${name}`);
  if (!map && !optional) throw new ContainerConfigError(`configmap "${name}" not found`);
  return map && { ...map.data, ...decoded(map.binaryData) };
}

function secretData(
  informers: InformerFactory,
  { metadata: { namespace } }: Pod,
  name: string,
  optional = false,
): Record<string, string> | undefined {
  const secret = informers.informer(SECRETS).get(`${namespace}/${name}`);
  if (!secret && !optional) throw new ContainerConfigError(`secret "${name}" not found`);
  return secret && decoded(secret.data);
}

function decoded(data: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

/** docker-links variables for the namespace's Services, and for `kubernetes` always (pkg/kubelet/envvars). */
function serviceVariables(pod: Pod, services: readonly Service[]): Record<string, string> {
  const links = pod.spec.enableServiceLinks ?? true;
  const variables: Record<string, string> = {};
  for (const { metadata, spec } of services) {
    const master = metadata.namespace === 'default' && metadata.name === 'kubernetes';
    const visible = master || (links && metadata.namespace === pod.metadata.namespace);
    const { clusterIP, ports = [] } = spec;
    if (!visible || !clusterIP || clusterIP === 'None' || !ports[0]) continue;
    const prefix = metadata.name.toUpperCase().replaceAll('-', '_');
    variables[`${prefix}_SERVICE_HOST`] = clusterIP;
    variables[`${prefix}_SERVICE_PORT`] = String(ports[0].port);
    for (const { name, port } of ports) {
      if (name) variables[`${prefix}_SERVICE_PORT_${name.toUpperCase().replaceAll('-', '_')}`] = String(port);
    }
    variables[`${prefix}_PORT`] = `${protocolOf(ports[0])}://${clusterIP}:${ports[0].port}`;
    for (const each of ports) {
      const protocol = protocolOf(each);
      const key = `${prefix}_PORT_${each.port}_${protocol.toUpperCase()}`;
      variables[key] = `${protocol}://${clusterIP}:${each.port}`;
      variables[`${key}_PROTO`] = protocol;
      variables[`${key}_PORT`] = String(each.port);
      variables[`${key}_ADDR`] = clusterIP;
    }
  }
  return variables;
}

function protocolOf({ protocol = 'TCP' }: { protocol?: string }): string {
  return protocol.toLowerCase();
}
