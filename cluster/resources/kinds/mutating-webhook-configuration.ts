import { webhookConfiguration } from '../webhook-configuration.ts';

export const mutatingWebhookConfigurationKind = webhookConfiguration(
  'MutatingWebhookConfiguration',
  'mutatingwebhookconfigurations',
);
