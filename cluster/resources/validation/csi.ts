import type { CSIDriver, CSINode } from 'kubernetes-types/storage/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { duplicate, type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { csiDriverNameErrors } from './csi-driver-name.ts';
import { qualifiedNameProblems } from './names.ts';
import { nonNegative } from './numbers.ts';

const SHORTEST_SECONDS = 600;
const LONGEST_NODE_ID = 256;

/** Source: pkg/apis/storage/validation.validateCSIDriverSpec. */
export function validateCsiDriver(object: KubernetesObject): FieldError[] {
  const { fsGroupPolicy, tokenRequests, volumeLifecycleModes } = typed<CSIDriver>(object).spec ?? {};
  const errors: FieldError[] = [];
  const policies = ['File', 'None', 'ReadWriteOnceWithFSType'];
  if (fsGroupPolicy !== undefined && !policies.includes(fsGroupPolicy)) {
    errors.push(notSupported('spec.fsGroupPolicy', fsGroupPolicy, policies));
  }
  const requests = tokenRequests ?? [];
  for (const [index, { audience, expirationSeconds: seconds }] of requests.entries()) {
    const path = `spec.tokenRequests[${index}]`;
    const again = requests.findIndex((other) => other.audience === audience) < index;
    if (again) errors.push(duplicate(`${path}.audience`, audience));
    else if (seconds !== undefined && seconds < SHORTEST_SECONDS) {
      const detail = 'may not specify a duration less than 10 minutes';
      errors.push(invalid(`${path}.expirationSeconds`, seconds, detail));
    }
  }
  const modes = ['Persistent', 'Ephemeral'];
  for (const mode of volumeLifecycleModes ?? []) {
    if (!modes.includes(mode)) errors.push(notSupported('spec.volumeLifecycleModes', mode, modes));
  }
  return errors;
}

/** Source: ValidateCSIDriverUpdate; the first field is misspelt there. */
export function validateCsiDriverUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const [after, before] = [typed<CSIDriver>(object).spec, typed<CSIDriver>(old).spec];
  return [
    ['spec.attachedRequired', after.attachRequired, before.attachRequired] as const,
    ['spec.volumeLifecycleModes', after.volumeLifecycleModes, before.volumeLifecycleModes] as const,
  ].flatMap(([field, now, then]) => (same(now, then) ? [] : [invalid(field, now, 'field is immutable')]));
}

/** Source: validateCSINodeDriver. */
export function validateCsiNode(object: KubernetesObject): FieldError[] {
  const drivers = typed<CSINode>(object).spec?.drivers ?? [];
  return drivers.flatMap(({ name = '', nodeID = '', allocatable, topologyKeys }, index) => {
    const path = `spec.drivers[${index}]`;
    const errors = csiDriverNameErrors(name, `${path}.name`);
    if (nodeID === '') errors.push(required(`${path}.nodeID`));
    if (nodeID.length > LONGEST_NODE_ID) {
      errors.push(invalid(`${path}.nodeID`, nodeID, `must be ${LONGEST_NODE_ID} characters or less`));
    }
    errors.push(...nonNegative(allocatable?.count, `${path}.allocatable.count`));
    if (drivers.findIndex((other) => other.name === name) < index) errors.push(duplicate(`${path}.name`, name));
    for (const [at, key] of (topologyKeys ?? []).entries()) {
      if (key === '') errors.push(required(path));
      if ((topologyKeys ?? []).indexOf(key) < at) errors.push(duplicate(path, key));
      errors.push(...qualifiedNameProblems(key).map((problem) => invalid(path, key, problem)));
    }
    return errors;
  });
}
