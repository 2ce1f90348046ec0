import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { ageColumn, integerColumn, nameColumn } from './columns.ts';
import { defineKind } from './define-kind.ts';
import { bumpedGeneration } from './generation.ts';
import type { MutableObject, ResourceDefinition } from './resource-definition.ts';
import { same } from './same.ts';
import { type Mutable, typed } from './typed.ts';
import { validateWebhooks, type Webhook } from './validation/webhooks.ts';

interface WebhookConfiguration {
  readonly metadata?: ObjectMeta;
  readonly webhooks?: readonly Webhook[];
}

/**
 * A configuration of admission webhooks, validating or mutating. Source: pkg/registry/admissionregistration/…/strategy.go,
 * pkg/apis/admissionregistration/v1/defaults.go; columns: printMutatingWebhook.
 */
export function webhookConfiguration(
  kind: 'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration',
  plural: string,
): ResourceDefinition {
  return defineKind({
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    kind,
    plural,
    categories: ['api-extensions'],
    namespaced: false,
    columns: [
      nameColumn,
      integerColumn<WebhookConfiguration>('Webhooks', ({ webhooks }) => webhooks?.length ?? 0),
      ageColumn,
    ],
    defaults(object) {
      const { webhooks = [] } = object as unknown as { webhooks?: Mutable<Webhook>[] };
      for (const webhook of webhooks) defaultWebhook(webhook, kind === 'MutatingWebhookConfiguration');
    },
    prepareForCreate(object) {
      object.metadata['generation'] = 1;
    },
    prepareForUpdate(object: MutableObject, old) {
      object.metadata['generation'] = bumpedGeneration(old, same(object['webhooks'], old['webhooks']));
    },
    validate: (object) => validateWebhooks(typed<WebhookConfiguration>(object).webhooks ?? []),
  });
}

function defaultWebhook(webhook: Mutable<Webhook>, mutating: boolean): void {
  webhook.failurePolicy ??= 'Fail';
  webhook.matchPolicy ??= 'Equivalent';
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= 10;
  if (mutating) webhook.reinvocationPolicy ??= 'Never';
  const rules = (webhook.rules ?? []) as { scope?: string }[];
  for (const rule of rules) rule.scope ??= '*';
  const service = webhook.clientConfig?.service;
  if (service) service.port ??= 443;
}
