import { isMap, type JsonMap } from '../json.ts';
import type { Apply } from './apply-configuration.ts';
import { compare } from './compare.ts';
import { difference, EMPTY, type FieldSet } from './field-set.ts';
import { fieldSetOf } from './field-set-of.ts';
import { typedProblem } from './typed-validation.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** All annotations together (validation.ValidateAnnotationsSize). */
const MAX_ANNOTATIONS = 256 * 1024;

/**
 * The fields that client-side apply wrote and nobody changed since: server-side apply by kubectl takes them over without
 * a conflict (internal/lastappliedmanager.go).
 */
export function fieldsLastApplied(live: JsonMap, { schema, writer }: Pick<Apply, 'schema' | 'writer'>): FieldSet {
  const text = annotationsOf(live)[LAST_APPLIED];
  if (typeof text !== 'string') return EMPTY;
  const configuration = parse(text);
  if (configuration?.apiVersion !== writer.apiVersion || typedProblem(configuration, schema) !== null) return EMPTY;
  const { changed, removed } = compare(configuration, live, schema);
  return difference(difference(fieldSetOf(configuration, schema), changed), removed);
}

function parse(text: string): JsonMap | null {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : null;
  } catch {
    return null;
  }
}

/** An object with the annotation gets what kubectl applied as its new one (internal/lastappliedupdater.go). */
export function withLastApplied(object: JsonMap, configuration: JsonMap): JsonMap {
  const annotations = annotationsOf(object);
  if (!annotations[LAST_APPLIED]) return object;
  const { [LAST_APPLIED]: _, ...applied } = annotationsOf(configuration);
  const metadata = isMap(configuration.metadata) ? configuration.metadata : {};
  const plain = { ...configuration, metadata: { ...metadata, annotations: applied } };
  const hadNone = Object.keys(applied).length === 0;
  if (hadNone) delete (plain.metadata as JsonMap).annotations;
  const next: JsonMap = { ...annotations, [LAST_APPLIED]: `${sortedJson(plain)}\n` };
  const size = Object.entries(next).reduce(
    (sum, [key, value]) => sum + key.length + Buffer.byteLength(String(value)),
    0,
  );
  if (size > MAX_ANNOTATIONS) delete next[LAST_APPLIED];
  return { ...object, metadata: { ...(object.metadata as JsonMap), annotations: next } };
}

function annotationsOf(object: JsonMap): JsonMap {
  const metadata = isMap(object.metadata) ? object.metadata : {};
  return isMap(metadata.annotations) ? metadata.annotations : {};
}

/** As Go writes maps. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isMap(inner)
      ? Object.fromEntries(
          Object.keys(inner)
            .sort()
            .map((key) => [key, inner[key]]),
        )
      : inner,
  );
}
