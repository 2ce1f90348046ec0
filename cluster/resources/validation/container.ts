import type { Container, ContainerPort, VolumeMount } from 'kubernetes-types/core/v1.d.ts';
import { duplicate, type FieldError, forbidden, invalid, notFound, notSupported, required } from '../field-error.ts';
import { validateResources } from './container-resources.ts';
import { validateEnvironment, validateEnvironmentFrom } from './environment.ts';
import { dns1123LabelProblems, portNameProblems, portNumberProblems } from './names.ts';
import { localDescendingPath } from './paths.ts';
import { validateLifecycle, validateProbe } from './probe.ts';
import { validateSecurityContext } from './security-context.ts';

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** What containers are checked against beside themselves. */
export interface ContainerSurroundings {
  readonly volumes: ReadonlySet<string>;
  readonly gracePeriodSeconds: number;
}

/** Source: pkg/apis/core/validation.validateContainers. */
export function validateContainers(
  containers: readonly Container[],
  surroundings: ContainerSurroundings,
  field: string,
): FieldError[] {
  const names = new Set<string>();
  const errors = containers.flatMap((container, index) => {
    const path = `${field}[${index}]`;
    const own = validateContainer(container, surroundings.volumes, path);
    if (names.has(container.name)) own.push(duplicate(`${path}.name`, container.name));
    names.add(container.name);
    return [...own, ...validateHooks(container, surroundings, path)];
  });
  return [...errors, ...hostPortConflicts(containers, field)];
}

const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always';

/** `taken`: the names of the pod's containers. Source: validateInitContainers. */
export function validateInitContainers(
  containers: readonly Container[],
  surroundings: ContainerSurroundings,
  taken: readonly string[],
  field: string,
): FieldError[] {
  const names = new Set(taken);
  return containers.flatMap((container, index) => {
    const path = `${field}[${index}]`;
    const errors = validateContainer(container, surroundings.volumes, path);
    const { restartPolicy } = container;
    if (names.has(container.name)) errors.push(duplicate(`${path}.name`, container.name));
    names.add(container.name);
    errors.push(...hostPortConflicts([container], field));
    if (restartPolicy === 'Always') return [...errors, ...validateHooks(container, surroundings, path)];
    for (const part of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (container[part]) errors.push(forbidden(`${path}.${part}`, ONLY_SIDECARS));
    }
    return errors;
  });
}

function validateHooks(
  container: Container,
  { gracePeriodSeconds }: ContainerSurroundings,
  path: string,
): FieldError[] {
  return [
    ...validateLifecycle(container.lifecycle, gracePeriodSeconds, `${path}.lifecycle`),
    ...validateProbe(container.livenessProbe, `${path}.livenessProbe`, 'once'),
    ...validateProbe(container.readinessProbe, `${path}.readinessProbe`, 'many'),
    ...validateProbe(container.startupProbe, `${path}.startupProbe`, 'once'),
  ];
}

function hostPortConflicts(containers: readonly Container[], field: string): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap(({ ports = [] }, index) =>
    ports.flatMap(({ protocol, hostIP = '', hostPort }, at) => {
      if (!hostPort) return [];
      const port = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(port)) return [duplicate(`${field}[${index}].ports[${at}].hostPort`, port)];
      taken.add(port);
      return [];
    }),
  );
}

function validateContainer(container: Container, volumes: ReadonlySet<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!container.name) errors.push(required(`${path}.name`));
  else {
    errors.push(
      ...dns1123LabelProblems(container.name).map((problem) => invalid(`${path}.name`, container.name, problem)),
    );
  }
  if (!container.image) errors.push(required(`${path}.image`));
  errors.push(
    ...oneOf(container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError'], `${path}.terminationMessagePolicy`),
  );
  errors.push(...validatePorts(container.ports ?? [], `${path}.ports`));
  errors.push(...validateEnvironment(container.env ?? [], `${path}.env`));
  errors.push(...validateEnvironmentFrom(container.envFrom ?? [], `${path}.envFrom`));
  errors.push(...validateVolumeMounts(container, volumes, `${path}.volumeMounts`));
  errors.push(...oneOf(container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], `${path}.imagePullPolicy`));
  errors.push(...validateResources(container.resources ?? {}, `${path}.resources`));
  return [...errors, ...validateSecurityContext(container.securityContext, `${path}.securityContext`)];
}

function oneOf(value: string | undefined, supported: readonly string[], field: string): FieldError[] {
  if (!value) return [required(field)];
  return supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

function validatePorts(ports: readonly ContainerPort[], field: string): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const path = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (port.name) {
      const problems = portNameProblems(port.name);
      errors.push(...problems.map((problem) => invalid(`${path}.name`, port.name, problem)));
      if (problems.length === 0 && names.has(port.name)) errors.push(duplicate(`${path}.name`, port.name));
      names.add(port.name);
    }
    if (!port.containerPort) errors.push(required(`${path}.containerPort`));
    else errors.push(...portErrors(port.containerPort, `${path}.containerPort`));
    if (port.hostPort) errors.push(...portErrors(port.hostPort, `${path}.hostPort`));
    return [...errors, ...oneOf(port.protocol, PROTOCOLS, `${path}.protocol`)];
  });
}

function portErrors(port: number, field: string): FieldError[] {
  return portNumberProblems(port).map((problem) => invalid(field, port, problem));
}

function validateVolumeMounts(container: Container, volumes: ReadonlySet<string>, field: string): FieldError[] {
  const paths = new Set<string>();
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const path = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (!mount.name) errors.push(required(`${path}.name`));
    if (!volumes.has(mount.name)) errors.push(notFound(`${path}.name`, mount.name));
    if (!mount.mountPath) errors.push(required(`${path}.mountPath`));
    if (paths.has(mount.mountPath)) errors.push(invalid(`${path}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    return [...errors, ...validateMountOptions(mount, container, path, field)];
  });
}

/** Some options are reported at the list. */
function validateMountOptions(mount: VolumeMount, container: Container, path: string, field: string): FieldError[] {
  const { subPath, subPathExpr, mountPropagation: propagation } = mount;
  const errors = subPath ? localDescendingPath(subPath, `${field}.subPath`) : [];
  if (subPathExpr) {
    if (subPath) {
      errors.push(invalid(`${path}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
    }
    errors.push(...localDescendingPath(subPathExpr, `${field}.subPathExpr`));
  }
  const propagations = ['Bidirectional', 'HostToContainer', 'None'];
  if (propagation !== undefined && !propagations.includes(propagation)) {
    errors.push(notSupported(`${field}.mountPropagation`, propagation, propagations));
  }
  if (propagation === 'Bidirectional' && !container.securityContext?.privileged) {
    const detail = 'Bidirectional mount propagation is available only to privileged containers';
    errors.push(forbidden(`${field}.mountPropagation`, detail));
  }
  return errors;
}
