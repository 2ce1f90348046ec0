import type { ServerState } from '../../resource-request.ts';
import { type Steps, waitFor } from '../../steps.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../admission-plugin.ts';
import { isExempt } from '../match-rules.ts';
import { callHook, concernedDefinition } from './call-hook.ts';
import { type Hook, hooksOf } from './webhook-hooks.ts';

/** Asks all validating webhooks at the same time; the first one that refuses has the word. */
export const validatingWebhooks: AdmissionPlugin = {
  name: 'ValidatingAdmissionWebhook',
  validate(attributes, server) {
    const hooks = hooksOf(server, 'validatingwebhookconfigurations');
    if (hooks.length > 0 && !isExempt(attributes)) return validateBy(hooks, attributes, server);
  },
};

function* validateBy(hooks: readonly Hook[], attributes: AdmissionAttributes, server: ServerState): Steps<void> {
  const calls = hooks.flatMap((hook) => {
    const as = concernedDefinition(server, attributes, hook);
    return as ? [{ hook, as }] : [];
  });
  if (calls.length === 0) return;
  const asked = calls.map(({ hook, as }) => callHook(server, attributes, hook, as, false));
  const answers = yield* waitFor(Promise.allSettled(asked));
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
}
