import { isMap, type JsonMap } from '../../json.ts';
import type { ServerState } from '../../resource-request.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../admission-plugin.ts';
import { forbidden } from '../forbidden.ts';
import { BASELINE } from './baseline-checks.ts';
import { type Check, fieldsOf, takeApart } from './check.ts';
import { RESTRICTED } from './restricted-checks.ts';

const LABEL = 'pod-security.kubernetes.io/';
const LEVELS: Readonly<Record<string, readonly Check[]>> = {
  privileged: [],
  baseline: BASELINE,
  restricted: RESTRICTED,
};
const IGNORED: ReadonlySet<string> = new Set([
  'exec',
  'attach',
  'binding',
  'eviction',
  'log',
  'portforward',
  'proxy',
  'status',
]);

/** What makes pods: where their template is. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  'replicationcontrollers.': ['spec', 'template'],
  'podtemplates.': ['template'],
  'replicasets.apps': ['spec', 'template'],
  'deployments.apps': ['spec', 'template'],
  'statefulsets.apps': ['spec', 'template'],
  'daemonsets.apps': ['spec', 'template'],
  'jobs.batch': ['spec', 'template'],
  'cronjobs.batch': ['spec', 'jobTemplate', 'spec', 'template'],
};

interface Level {
  /** `restricted:latest` */
  readonly text: string;
  readonly checks: readonly Check[];
}

/** The standards that a namespace's labels ask for (k8s.io/pod-security-admission). */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate(attributes, server) {
    const { operation, request, object } = attributes;
    const { definition, subresource, namespace } = request;
    if (!object || namespace === '' || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    const isPod = definition.group === '' && definition.plural === 'pods';
    const path = isPod ? [] : TEMPLATES[`${definition.plural}.${definition.group}`];
    if (!path || (isPod ? IGNORED.has(subresource) : subresource !== '')) return;
    const labels = labelsOf(server, namespace);
    if (!labels) return;
    let pod: unknown = object;
    for (const field of path) pod = fieldsOf(pod)[field];
    if (!isMap(pod) || !isMap(pod.spec)) return;
    if (operation === 'UPDATE' && isPod && !isSignificant(pod.spec, attributes)) return;
    evaluate(attributes, pod, pod.spec, labels, isPod);
  },
};

/** Undefined when nothing is asked for. */
function labelsOf(server: ServerState, name: string): JsonMap | undefined {
  const labels = server.store.get({ resource: 'namespaces', namespace: '', name })?.metadata.labels;
  return labels && Object.keys(labels).some((label) => label.startsWith(LABEL)) ? { ...labels } : undefined;
}

function evaluate(attributes: AdmissionAttributes, pod: JsonMap, spec: JsonMap, labels: JsonMap, isPod: boolean): void {
  const parts = takeApart(pod.metadata, spec);
  const detailOf = ({ checks }: Level) =>
    checks
      .flatMap((check) => check(parts) ?? [])
      .map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason))
      .join(', ');
  if (isPod) {
    const enforced = levelOf(labels, 'enforce');
    const detail = detailOf(enforced);
    if (detail) throw forbidden(attributes, `violates PodSecurity ${JSON.stringify(enforced.text)}: ${detail}`);
  }
  const warned = levelOf(labels, 'warn');
  const detail = detailOf(warned);
  if (detail) attributes.request.warnings.push(`would violate PodSecurity ${JSON.stringify(warned.text)}: ${detail}`);
}

/** A level that is not known counts as the strictest one (api/helpers.go PolicyToEvaluate). */
function levelOf(labels: JsonMap, mode: 'enforce' | 'warn'): Level {
  const level = String(labels[`${LABEL}${mode}`] ?? 'privileged');
  const version = String(labels[`${LABEL}${mode}-version`] ?? 'latest');
  const known = Object.hasOwn(LEVELS, level) ? level : mode === 'enforce' ? 'restricted' : 'privileged';
  return { text: `${known}:${version}`, checks: LEVELS[known] ?? [] };
}

/** Images and what may always change do not make a pod another one. */
function isSignificant(spec: JsonMap, { oldObject }: AdmissionAttributes): boolean {
  const essence = (of: JsonMap) => {
    const { activeDeadlineSeconds: _, tolerations: __, terminationGracePeriodSeconds: ___, ...rest } = of;
    return JSON.stringify(rest, (key, value) => (key === 'image' ? undefined : value));
  };
  return essence(spec) !== essence(fieldsOf(oldObject?.spec));
}
