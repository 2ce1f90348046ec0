import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission-plugin.ts';
import { forbidden } from './forbidden.ts';

/** Gives a pod the number that its PriorityClass stands for; one class alone may be the default (plugin/pkg/admission/priority). */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  mutate(attributes, server) {
    const { operation, request, object } = attributes;
    const { group, plural } = request.definition;
    if (group !== '' || plural !== 'pods' || request.subresource !== '' || operation !== 'CREATE') return;
    if (isMap(object?.spec)) computePriority(attributes, server, object.spec);
  },
  validate(attributes, server) {
    const { operation, request, object } = attributes;
    const { group, plural } = request.definition;
    if (group !== 'scheduling.k8s.io' || plural !== 'priorityclasses' || request.subresource !== '') return;
    if (object?.globalDefault !== true || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    const other = defaultClass(server);
    if (!other || (operation === 'UPDATE' && other.metadata.name === object.metadata.name)) return;
    const { name } = other.metadata;
    throw forbidden(attributes, `PriorityClass ${name} is already marked as default. Only one default can exist`);
  },
};

function computePriority(attributes: AdmissionAttributes, server: ServerState, spec: Record<string, unknown>): void {
  const wanted = typeof spec.priorityClassName === 'string' ? spec.priorityClassName : '';
  const found = wanted
    ? server.store.get({ resource: 'scheduling.k8s.io/priorityclasses', namespace: '', name: wanted })
    : defaultClass(server);
  if (wanted && !found) throw forbidden(attributes, `no PriorityClass with name ${wanted} was found`);
  if (found) spec.priorityClassName = found.metadata.name;
  const value = typeof found?.value === 'number' ? found.value : 0;
  const policy = typeof found?.preemptionPolicy === 'string' ? found.preemptionPolicy : 'PreemptLowerPriority';
  const computed = (what: string, given: unknown, ours: unknown) =>
    forbidden(
      attributes,
      `the ${what} (${given}) must not be provided in pod spec; priority admission controller computed ${ours} from the given PriorityClass name`,
    );
  if (typeof spec.priority === 'number' && spec.priority !== value) {
    throw computed('integer value of priority', spec.priority, value);
  }
  if (typeof spec.preemptionPolicy === 'string' && spec.preemptionPolicy !== policy) {
    throw computed('string value of PreemptionPolicy', spec.preemptionPolicy, policy);
  }
  spec.priority = value;
  spec.preemptionPolicy = policy;
}

/** Of several, which cannot be made any more, the one with the lowest value. */
function defaultClass(server: ServerState): KubernetesObject | undefined {
  const [lowest] = server.store
    .list('scheduling.k8s.io/priorityclasses')
    .filter(({ globalDefault }) => globalDefault === true)
    .sort((a, b) => Number(a.value) - Number(b.value));
  return lowest;
}
