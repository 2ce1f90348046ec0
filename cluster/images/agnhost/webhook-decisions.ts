/** What a webhook is asked, as far as these look at it (admission.k8s.io AdmissionRequest). */
export interface AdmissionRequest {
  readonly uid: string;
  readonly name?: string;
  readonly operation: string;
  readonly resource?: { readonly group: string; readonly version: string; readonly resource: string };
  readonly subResource?: string;
  readonly object?: ReviewedObject | null;
  readonly oldObject?: ReviewedObject | null;
}

interface ReviewedObject {
  readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly containers?: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
  };
  readonly stdin?: boolean;
  readonly container?: string;
}

export interface Decision {
  readonly allowed: boolean;
  readonly status?: {
    readonly status?: string;
    readonly message?: string;
    readonly reason?: string;
    readonly code?: number;
  };
  readonly patch?: readonly object[];
}

const ALLOWED: Decision = { allowed: true };

export function addLabel({ object }: AdmissionRequest): Decision {
  const labels = object?.metadata?.labels ?? {};
  if (Object.keys(labels).length === 0)
    return patched({ op: 'add', path: '/metadata/labels', value: { 'added-label': 'yes' } });
  if (labels['added-label'] === 'yes') return ALLOWED;
  const op = labels['added-label'] === undefined ? 'add' : 'replace';
  return patched({ op, path: '/metadata/labels/added-label', value: 'yes' });
}

/** Undefined: there will be no answer. */
export function admitPods({ object }: AdmissionRequest): Decision | undefined {
  const problems: string[] = [];
  const label = object?.metadata?.labels?.['webhook-e2e-test'];
  if (label === 'wait-forever') return undefined;
  if (label === 'webhook-disallow') problems.push('the pod contains unwanted label;');
  for (const { name } of object?.spec?.containers ?? []) {
    if (name.includes('webhook-disallow')) problems.push('the pod contains unwanted container name;');
  }
  return problems.length > 0 ? { allowed: false, status: { message: problems.join(' ') } } : ALLOWED;
}

export function denySpecificAttachment({ name, object }: AdmissionRequest): Decision {
  if (name !== 'to-be-attached-pod' || !object?.stdin || object.container !== 'container1') return ALLOWED;
  return { allowed: false, status: { message: "attaching to pod 'to-be-attached-pod' is not allowed" } };
}

export function mutatePods({ object }: AdmissionRequest): Decision {
  const added = object?.spec?.initContainers?.some(({ name }) => name === 'webhook-added-init-container');
  if (object?.metadata?.name !== 'webhook-to-be-mutated' || added) return ALLOWED;
  const container = { image: 'webhook-added-image', name: 'webhook-added-init-container', resources: {} };
  return patched({ op: 'add', path: '/spec/initContainers', value: [container] });
}

export function mutatePodsSidecar({ object }: AdmissionRequest, image: string): Decision {
  if (!image) {
    const message = 'No image specified by the sidecar-image parameter';
    return { allowed: false, status: { status: 'Failure', message, code: 500 } };
  }
  if (object?.spec?.containers?.some(({ name }) => name === 'webhook-added-sidecar')) return ALLOWED;
  return patched({
    op: 'add',
    path: '/spec/containers/-',
    value: { image, name: 'webhook-added-sidecar', resources: {} },
  });
}

/** ConfigMaps and custom resources alike; the words of a refusal differ. */
export function admitData(
  { operation, object, oldObject }: AdmissionRequest,
  disallowed: string,
  kept: string,
): Decision {
  const mark = (operation === 'DELETE' ? oldObject : object)?.data?.['webhook-e2e-test'];
  const isWrite = operation === 'CREATE' || operation === 'UPDATE';
  if (mark === 'webhook-disallow' && isWrite) return { allowed: false, status: { reason: disallowed } };
  if (mark === 'webhook-nondeletable' && operation === 'DELETE') return { allowed: false, status: { reason: kept } };
  return ALLOWED;
}

export function mutateData({ object }: AdmissionRequest): Decision {
  if (object?.data?.['mutation-stage-1'] === 'yes') return patched(stage(2));
  return object?.data?.['mutation-start'] === 'yes' ? patched(stage(1)) : ALLOWED;
}

export function admitDefinition({ object }: AdmissionRequest): Decision {
  if (object?.metadata?.labels?.['webhook-e2e-test'] !== 'webhook-disallow') return ALLOWED;
  return { allowed: false, status: { message: 'the crd contains unwanted label' } };
}

function stage(number: number): object {
  return { op: 'add', path: `/data/mutation-stage-${number}`, value: 'yes' };
}

function patched(operation: object): Decision {
  return { allowed: true, patch: [operation] };
}
