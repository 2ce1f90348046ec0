import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { isMap } from '../../json.ts';
import type { ServerState } from '../../resource-request.ts';
import type { WebhookClientConfig } from '../../webhook/ask-webhook.ts';
import type { MatchCondition } from '../match-conditions.ts';
import type { Rule, Selectors } from '../match-rules.ts';

/** One webhook of a configuration (admissionregistration/v1 MutatingWebhook, ValidatingWebhook), defaulted and validated. */
export interface Hook extends Selectors {
  readonly name: string;
  readonly clientConfig: WebhookClientConfig;
  readonly rules?: readonly Rule[];
  readonly failurePolicy?: 'Fail' | 'Ignore';
  readonly matchPolicy?: 'Exact' | 'Equivalent';
  readonly matchConditions?: readonly MatchCondition[];
  readonly sideEffects?: string;
  readonly timeoutSeconds?: number;
  readonly admissionReviewVersions?: readonly string[];
  readonly reinvocationPolicy?: 'Never' | 'IfNeeded';
}

/** All hooks of a kind of configuration, by the configurations' names and then in the order they are written. */
export function hooksOf(
  server: ServerState,
  resource: 'mutatingwebhookconfigurations' | 'validatingwebhookconfigurations',
): readonly Hook[] {
  const configurations = server.store.list(`admissionregistration.k8s.io/${resource}`);
  return configurations.length === 0 ? NONE : configurations.flatMap(webhooksOf);
}

const NONE: readonly Hook[] = [];

function webhooksOf({ webhooks }: KubernetesObject): readonly Hook[] {
  // Decoded and validated before it was stored.
  return Array.isArray(webhooks) ? (webhooks.filter(isMap) as unknown as Hook[]) : NONE;
}
