import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { refusals } from './errors.ts';

export interface FieldSelector {
  matches(object: KubernetesObject): boolean;
  /** The one name it can match, when it says so: lets a list or watch look at a single object. */
  readonly name?: string;
}

interface Term {
  readonly field: string;
  readonly value: string;
  readonly equal: boolean;
}

/** `spec.nodeName=node1,status.phase!=Running`; k8s.io/apimachinery/pkg/fields/selector.go. Throws 400. */
export function parseFieldSelector(text: string, definition: ResourceDefinition): FieldSelector {
  const terms = splitTerms(text).map((term) => parseTerm(term, text));
  const known = selectableFieldNames(definition);
  for (const { field } of terms) {
    if (known && !known.has(field)) throw refusals.badRequest(unknownField(field, definition));
  }
  const name = terms.find((term) => term.equal && term.field === 'metadata.name')?.value;
  return {
    matches: (object) => {
      const fields = fieldsOf(object, definition);
      return terms.every((term) => ((fields[term.field] ?? '') === term.value) === term.equal);
    },
    ...(name !== undefined && { name }),
  };
}

/** Commas separate, `\,` does not. */
function splitTerms(text: string): string[] {
  return text.split(/(?<!\\),/).filter((term) => term !== '');
}

function parseTerm(term: string, whole: string): Term {
  const found = /^(.*?)(!=|==|=)(.*)$/.exec(term);
  if (!found) {
    throw refusals.badRequest(`invalid selector: '${whole}'; can't understand '${term}'`);
  }
  return { field: found[1]!, value: found[3]!.replace(/\\([,=\\])/g, '$1'), equal: found[2] !== '!=' };
}

function fieldsOf(object: KubernetesObject, definition: ResourceDefinition): Record<string, string> {
  return {
    ...definition.selectableFields?.(object),
    'metadata.name': object.metadata.name ?? '',
    'metadata.namespace': object.metadata.namespace ?? '',
  };
}

/** The names a kind knows, asked of an empty object; null when the definition cannot say without a real one. */
function selectableFieldNames(definition: ResourceDefinition): Set<string> | null {
  const empty: KubernetesObject = { apiVersion: '', kind: definition.kind, metadata: {} };
  try {
    return new Set(Object.keys(fieldsOf(empty, definition)));
  } catch {
    return null;
  }
}

/** Kinds that say in their own way which fields they know (pkg/apis/…/conversion.go). */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'Pod',
  'Node',
  'Namespace',
  'Secret',
  'Service',
  'Event',
  'ReplicationController',
  'CertificateSigningRequest',
]);

function unknownField(field: string, definition: ResourceDefinition): string {
  const { kind } = definition;
  if (kind === 'Job') return `field label ${JSON.stringify(field)} not supported for Job`;
  if (OWN_FIELDS.has(kind) || definition.custom) return `field label not supported: ${field}`;
  return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}
