import type {
  Container,
  ContainerPort,
  EnvVar,
  ResourceRequirements,
  VolumeMount,
} from 'kubernetes-types/core/v1.d.ts';
import { compareQuantities, quantityNanos } from '../../machinery/quantity.ts';
import { duplicate, type FieldError, invalid, notFound, notSupported, required } from '../field-error.ts';
import { dns1123LabelProblems, portNameProblems, portNumberProblems } from './names.ts';
import { validateProbe } from './probe.ts';

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** Source: pkg/apis/core/validation.validateContainers. */
export function validateContainers(
  containers: readonly Container[],
  volumes: ReadonlySet<string>,
  field: string,
): FieldError[] {
  const names = new Set<string>();
  return containers.flatMap((container, index) => {
    const path = `${field}[${index}]`;
    const errors = validateContainer(container, volumes, path);
    if (names.has(container.name)) errors.push(duplicate(`${path}.name`, container.name));
    names.add(container.name);
    errors.push(...validateProbe(container.livenessProbe, `${path}.livenessProbe`, 'once'));
    errors.push(...validateProbe(container.readinessProbe, `${path}.readinessProbe`, 'many'));
    errors.push(...validateProbe(container.startupProbe, `${path}.startupProbe`, 'once'));
    return errors;
  });
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
  else if (container.image.trim() !== container.image) {
    errors.push(invalid(`${path}.image`, container.image, 'must not have leading or trailing whitespace'));
  }
  errors.push(
    ...oneOf(container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError'], `${path}.terminationMessagePolicy`),
  );
  errors.push(...validatePorts(container.ports ?? [], `${path}.ports`));
  errors.push(...validateEnvironment(container.env ?? [], `${path}.env`));
  errors.push(...validateVolumeMounts(container.volumeMounts ?? [], volumes, `${path}.volumeMounts`));
  errors.push(...oneOf(container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], `${path}.imagePullPolicy`));
  errors.push(...validateResources(container.resources ?? {}, `${path}.resources`));
  return errors;
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

const PRINTABLE_NAME = /^[ -<>-~]+$/;

function validateEnvironment(variables: readonly EnvVar[], field: string): FieldError[] {
  return variables.flatMap((variable, index) => {
    const path = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (!variable.name) errors.push(required(`${path}.name`));
    else if (!PRINTABLE_NAME.test(variable.name)) {
      const message =
        "a valid environment variable name must consist only of printable ASCII characters other than '='";
      errors.push(invalid(`${path}.name`, variable.name, message));
    }
    if (!variable.valueFrom) return errors;
    const sources = Object.values(variable.valueFrom).filter((source) => source !== undefined).length;
    if (sources === 0)
      errors.push(
        invalid(
          `${path}.valueFrom`,
          '',
          'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
        ),
      );
    else if (variable.value)
      errors.push(invalid(`${path}.valueFrom`, '', 'may not be specified when `value` is not empty'));
    else if (sources > 1)
      errors.push(invalid(`${path}.valueFrom`, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}

function validateVolumeMounts(
  mounts: readonly VolumeMount[],
  volumes: ReadonlySet<string>,
  field: string,
): FieldError[] {
  const paths = new Set<string>();
  return mounts.flatMap((mount, index) => {
    const path = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (!mount.name) errors.push(required(`${path}.name`));
    if (!volumes.has(mount.name)) errors.push(notFound(`${path}.name`, mount.name));
    if (!mount.mountPath) errors.push(required(`${path}.mountPath`));
    if (paths.has(mount.mountPath)) errors.push(invalid(`${path}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    return errors;
  });
}

/** Compute resources of a container: known names, no negative amounts, requests within limits. */
function validateResources({ limits = {}, requests = {} }: ResourceRequirements, field: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [part, amounts] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    for (const [name, amount] of Object.entries(amounts)) {
      const path = `${field}.${part}[${name}]`;
      if (!name.includes('/') && !/^(cpu|memory|ephemeral-storage|hugepages-.+)$/.test(name)) {
        errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
        errors.push(invalid(path, name, 'must be a standard resource for containers'));
      }
      if (quantityNanos(amount) < 0n) errors.push(invalid(path, amount, 'must be greater than or equal to 0'));
    }
  }
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit !== undefined && compareQuantities(request, limit) > 0) {
      errors.push(invalid(`${field}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`));
    }
  }
  return errors;
}
