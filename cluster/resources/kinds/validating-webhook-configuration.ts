import { webhookConfiguration } from '../webhook-configuration.ts';

export const validatingWebhookConfigurationKind = webhookConfiguration(
  'ValidatingWebhookConfiguration',
  'validatingwebhookconfigurations',
);
