import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import type { ResourceDefinition } from '../../../resources/resource-definition.ts';
import { apiVersionOf, storageName } from '../../registry.ts';
import { keyOf, type ResourceRequest, type ServerState } from '../../resource-request.ts';
import { type Steps, waitFor } from '../../steps.ts';
import { askWebhook } from '../../webhook/ask-webhook.ts';
import type { ConversionClientConfig } from '../kind/custom-resource-definition.ts';
import { conversionFailed, conversionReview, convertedObjects } from './conversion-review.ts';

const TIMEOUT_SECONDS = 30;

/** The objects of one custom kind that are stored in another version than its own, as a webhook made them of its version. */
export class WebhookConversion {
  readonly #config: ConversionClientConfig;
  readonly #converted = new WeakMap<KubernetesObject, KubernetesObject>();

  constructor(config: ConversionClientConfig) {
    this.#config = config;
  }

  /** Undefined: it has not been asked for. */
  known(stored: KubernetesObject): KubernetesObject | undefined {
    return this.#converted.get(stored);
  }

  needs(stored: KubernetesObject, definition: ResourceDefinition): boolean {
    return stored.apiVersion !== apiVersionOf(definition) && !this.#converted.has(stored);
  }

  /** Asks for all of these at once. Rejects with a 500. */
  async convert(
    server: ServerState,
    definition: ResourceDefinition,
    objects: readonly KubernetesObject[],
  ): Promise<void> {
    const { kind } = definition;
    const desiredApiVersion = apiVersionOf(definition);
    const order = { uid: server.random.uuid(), desiredApiVersion, kind, objects };
    let answer: unknown;
    try {
      answer = await askWebhook(server, this.#config, conversionReview(order), TIMEOUT_SECONDS);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw conversionFailed(objects[0]?.apiVersion ?? desiredApiVersion, kind, why);
    }
    for (const [index, converted] of convertedObjects(answer, order).entries()) {
      this.#converted.set(objects[index]!, converted);
    }
  }
}

const conversions = new WeakMap<ResourceDefinition, WebhookConversion>();

/** Remembers that a kind's stored objects are converted by a webhook. */
export function convertBy(definition: ResourceDefinition, conversion: WebhookConversion): void {
  conversions.set(definition, conversion);
}

export function conversionOf(definition: ResourceDefinition): WebhookConversion | undefined {
  return conversions.get(definition);
}

/** Before an operation reads: what it may read is converted. Waits only when a webhook has to be asked. */
export function* prepareReads(server: ServerState, request: ResourceRequest): Steps<void> {
  const { definition } = request;
  const conversion = conversionOf(definition);
  if (!conversion) return;
  for (;;) {
    const waiting = objectsOf(server, request).filter((object) => conversion.needs(object, definition));
    if (waiting.length === 0) return;
    yield* waitFor(conversion.convert(server, definition, waiting));
  }
}

function objectsOf(server: ServerState, request: ResourceRequest): KubernetesObject[] {
  if (request.name === '') {
    const { definition, namespace } = request;
    const everywhere = definition.namespaced && namespace === '';
    return server.store.list(storageName(definition), everywhere ? undefined : keyOf(request).namespace);
  }
  const found = server.store.get(keyOf(request));
  return found ? [found] : [];
}
