import { type JsonObject, recordAt, recordsAt, stringAt, valueAt } from '../json.ts';
import type { Lines } from './parts.ts';

/** A container's variables; a template has no pod that could tell the values of fields. */
export function environmentLines(container: JsonObject, pod: JsonObject | null): Lines {
  const sources = recordsAt(container, 'envFrom').map(sourceLine);
  const from = sources.length > 0 ? ['    Environment Variables from:', ...sources] : [];
  const env = recordsAt(container, 'env');
  if (env.length === 0) return [...from, '    Environment:\t<none>'];
  return [
    ...from,
    '    Environment:',
    ...env.map((item) => `      ${stringAt(item, 'name')}:\t${valueText(item, pod)}`),
  ];
}

function sourceLine(source: JsonObject): string {
  const configMap = recordAt(source, 'configMapRef');
  const [kind, reference] = configMap ? ['ConfigMap', configMap] : ['Secret', recordAt(source, 'secretRef') ?? {}];
  const prefix = stringAt(source, 'prefix');
  const note = prefix ? ` with prefix '${prefix}'` : '';
  return `      ${stringAt(reference, 'name')}\t${kind}${note}\tOptional: ${reference['optional'] === true}`;
}

function valueText(item: JsonObject, pod: JsonObject | null): string {
  const from = recordAt(item, 'valueFrom');
  const field = recordAt(from, 'fieldRef');
  const resource = recordAt(from, 'resourceFieldRef');
  const secret = recordAt(from, 'secretKeyRef');
  const configMap = recordAt(from, 'configMapKeyRef');
  if (field) {
    const path = stringAt(field, 'fieldPath');
    return `${pod ? fieldOf(pod, path) : ''} (${stringAt(field, 'apiVersion') || 'v1'}:${path})`;
  }
  if (resource) return ` (${stringAt(resource, 'resource')})`;
  if (secret) {
    return `<set to the key '${stringAt(secret, 'key')}' in secret '${stringAt(secret, 'name')}'>\tOptional: ${secret['optional'] === true}`;
  }
  if (configMap) {
    return `<set to the key '${stringAt(configMap, 'key')}' of config map '${stringAt(configMap, 'name')}'>\tOptional: ${configMap['optional'] === true}`;
  }
  return stringAt(item, 'value');
}

/** fieldpath.ExtractFieldPathAsString knows metadata alone. */
function fieldOf(pod: JsonObject, path: string): string {
  const subscript = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  if (subscript) return stringAt(pod, 'metadata', subscript[1]!, subscript[2]!);
  if (!/^metadata\.(name|namespace|uid)$/.test(path)) return '';
  return String(valueAt(pod, ...path.split('.')) ?? '');
}
