import { quantityNanos } from '../../../cluster/machinery/quantity.ts';
import { type JsonObject, recordAt, recordsAt, stringAt } from '../json.ts';
import type { Lines } from './parts.ts';

/** A container's variables; a template has no pod that could tell the values of fields. */
export function environmentLines(container: JsonObject, pod: JsonObject | null): Lines {
  const sources = recordsAt(container, 'envFrom').map(sourceLine);
  const from = sources.length > 0 ? ['    Environment Variables from:', ...sources] : [];
  const env = recordsAt(container, 'env');
  if (env.length === 0) return [...from, '    Environment:\t<none>'];
  return [...from, '    Environment:', ...env.flatMap((item) => variableLines(item, container, pod))];
}

function sourceLine(source: JsonObject): string {
  const configMap = recordAt(source, 'configMapRef');
  const [kind, reference] = configMap ? ['ConfigMap', configMap] : ['Secret', recordAt(source, 'secretRef') ?? {}];
  const prefix = stringAt(source, 'prefix');
  const note = prefix ? ` with prefix '${prefix}'` : '';
  return `      ${stringAt(reference, 'name')}\t${kind}${note}\tOptional: ${reference['optional'] === true}`;
}

function variableLines(item: JsonObject, container: JsonObject, pod: JsonObject | null): Lines {
  const name = stringAt(item, 'name');
  const from = recordAt(item, 'valueFrom');
  if (from) return referenceText(from, container, pod).map((text) => `      ${name}:\t${text}`);
  const lines = stringAt(item, 'value').split('\n');
  return lines.map((line, at) => (at === 0 ? `      ${name}:\t${line}` : `      \t${line}`));
}

/** What a variable is taken from; nothing for what describe.go does not know. */
function referenceText(from: JsonObject, container: JsonObject, pod: JsonObject | null): Lines {
  const field = recordAt(from, 'fieldRef');
  const resource = recordAt(from, 'resourceFieldRef');
  const secret = recordAt(from, 'secretKeyRef');
  const configMap = recordAt(from, 'configMapKeyRef');
  const optional = (reference: JsonObject) => `Optional: ${reference['optional'] === true}`;
  if (field) {
    const path = stringAt(field, 'fieldPath');
    return [`${pod ? fieldOf(pod, path) : ''} (${stringAt(field, 'apiVersion')}:${path})`];
  }
  if (resource) {
    const value = resourceOf(container, resource);
    const isUnlimited = value === '0' && /^limits\.(cpu|memory)$/.test(stringAt(resource, 'resource'));
    return [`${isUnlimited ? 'node allocatable' : value} (${stringAt(resource, 'resource')})`];
  }
  if (secret)
    return [
      `<set to the key '${stringAt(secret, 'key')}' in secret '${stringAt(secret, 'name')}'>\t${optional(secret)}`,
    ];
  if (!configMap) return [];
  return [
    `<set to the key '${stringAt(configMap, 'key')}' of config map '${stringAt(configMap, 'name')}'>\t${optional(configMap)}`,
  ];
}

/** The field labels that a client converts without knowing the server's: of other fields it tells nothing. */
function fieldOf(pod: JsonObject, path: string): string {
  return path === 'metadata.name' || path === 'metadata.namespace' ? stringAt(pod, ...path.split('.')) : '';
}

/** ExtractContainerResourceValue: a request or limit in units of the divisor, rounded up. */
function resourceOf(container: JsonObject, reference: JsonObject): string {
  const [field = '', ...name] = stringAt(reference, 'resource').split('.');
  const amount = quantityNanos(stringAt(container, 'resources', field, name.join('.')) || '0');
  const written = stringAt(reference, 'divisor');
  const divisor = quantityNanos(written && written !== '0' ? written : '1');
  return String((amount + divisor - 1n) / divisor);
}
