import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { refusals } from '../../errors.ts';
import { isMap, type JsonMap } from '../../json.ts';

const REVIEW = 'apiextensions.k8s.io/v1';

export interface Order {
  readonly uid: string;
  readonly desiredApiVersion: string;
  readonly kind: string;
  readonly objects: readonly KubernetesObject[];
}

export function conversionReview({ uid, desiredApiVersion, objects }: Order): object {
  return {
    kind: 'ConversionReview',
    apiVersion: REVIEW,
    request: { uid, desiredAPIVersion: desiredApiVersion, objects },
  };
}

/** conversion/webhook_converter.go: 500 with what went wrong. */
export function conversionFailed(apiVersion: string, kind: string, why: string) {
  return refusals.ofCode(500, '', `conversion webhook for ${apiVersion}, Kind=${kind} failed: ${why}`);
}

/** The converted objects of an answer, in the order of the order's. Throws 500 for an answer that is none. */
export function convertedObjects(answer: unknown, order: Order): KubernetesObject[] {
  const fail = (why: string) => conversionFailed(order.objects[0]?.apiVersion ?? '', order.kind, why);
  const response = isMap(answer) && isMap(answer.response) ? answer.response : undefined;
  if (!isMap(answer) || answer.apiVersion !== REVIEW || answer.kind !== 'ConversionReview') {
    const found = isMap(answer) ? `${String(answer.apiVersion)}, Kind=${String(answer.kind)}` : String(answer);
    throw fail(`expected webhook response of ${REVIEW}, Kind=ConversionReview, got ${found}`);
  }
  if (!response) throw fail('no response provided');
  if (response.uid !== order.uid)
    throw fail(`expected response.uid=${JSON.stringify(order.uid)}, got ${JSON.stringify(response.uid)}`);
  const result = isMap(response.result) ? response.result : {};
  if (result.status !== 'Success') {
    throw fail(
      typeof result.message === 'string' && result.message !== ''
        ? result.message
        : `response.result.status was '${String(result.status ?? '')}', not 'Success'`,
    );
  }
  const objects = Array.isArray(response.convertedObjects) ? response.convertedObjects : [];
  const wanted = order.objects.length;
  if (objects.length !== wanted) throw returned(order, `${objects.length} objects, expected ${wanted}`);
  return objects.map((object, index) => checked(object, order.objects[index]!, index, order));
}

function returned({ kind, objects }: Order, what: string) {
  const subject = `${objects[0]?.apiVersion ?? ''}, Kind=${kind}`;
  return refusals.ofCode(500, '', `conversion webhook for ${subject} returned ${what}`);
}

function checked(object: unknown, original: KubernetesObject, index: number, order: Order): KubernetesObject {
  const problem = (why: string) => returned(order, `invalid converted object at index ${index}: ${why}`);
  if (!isMap(object)) throw problem('expected an object');
  if (object.apiVersion !== order.desiredApiVersion) {
    throw problem(`invalid groupVersion (expected ${order.desiredApiVersion}, received ${String(object.apiVersion)})`);
  }
  if (object.kind !== order.kind)
    throw problem(`invalid kind (expected ${order.kind}, received ${String(object.kind)})`);
  const metadata = isMap(object.metadata) ? object.metadata : {};
  for (const field of ['name', 'namespace', 'uid'] as const) {
    if ((metadata[field] ?? '') !== (original.metadata[field] ?? '')) throw problem(`must have the same ${field}`);
  }
  return { ...object, apiVersion: order.desiredApiVersion, kind: order.kind, metadata: restored(original, metadata) };
}

/** Of the metadata a webhook changes labels and annotations alone (restoreObjectMeta). */
function restored({ metadata }: KubernetesObject, changed: JsonMap): KubernetesObject['metadata'] {
  const { labels: _, annotations: __, ...rest } = metadata;
  return {
    ...rest,
    ...(isMap(changed.labels) && { labels: changed.labels as Record<string, string> }),
    ...(isMap(changed.annotations) && { annotations: changed.annotations as Record<string, string> }),
  };
}
