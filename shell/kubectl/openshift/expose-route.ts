import { string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { nameOf, stringAt } from '../json.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { selected } from '../resources/selected.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { expose, pairs } from '../verbs/expose.ts';
import { unsecuredRoute, withSpec } from './create-route.ts';

const POLICIES = ['', 'None', 'Subdomain'];

/** `oc expose`: a Service becomes a Route, anything else a Service as with kubectl. */
export const exposeRoute: Verb = {
  ...expose,
  flags: {
    ...expose.flags,
    generator: string(),
    hostname: string(),
    path: string(),
    'wildcard-policy': string(),
  },
  run: async (session, args) => {
    const { flags } = session;
    if (!POLICIES.includes(flags.string('wildcard-policy')))
      throw new KubectlError('error: only "Subdomain" or "None" are supported for wildcard-policy');
    const targets = await selected(session, args, { fetch: true, labelSelector: '' });
    if (targets.length > 1) throw new KubectlError(`error: multiple resources provided: [${args.join(' ')}]`);
    const [target] = targets;
    const isService = stringAt(target?.object, 'kind') === 'Service';
    const generator = flags.string('generator');
    if (!isService && generator === 'route/v1')
      throw new KubectlError(`error: cannot expose a ${stringAt(target?.object, 'kind')} as a route`);
    if (!isService || generator.startsWith('service/')) return expose.run(session, args);
    return exposeService(session, nameOf(target?.object));
  },
};

async function exposeService(session: Session, service: string): Promise<number> {
  const { flags } = session;
  const order = { name: flags.string('name'), service, port: flags.string('port'), forcePort: true };
  const made = await unsecuredRoute(session, order);
  const path = flags.string('path');
  const labels = flags.string('labels');
  const metadata = { ...(made['metadata'] as object), ...(labels && { labels: pairs(labels) }) };
  const route = { ...withSpec(session, made, path ? { path } : {}), metadata };
  const resource = await session.resource('routes');
  const dryRun = dryRunOf(session);
  const created =
    dryRun === 'client'
      ? route
      : await session.client.json({
          method: 'POST',
          path: `/apis/route.openshift.io/v1/namespaces/${session.namespace}/routes`,
          query: { fieldManager: 'kubectl-expose', dryRun: dryRun === 'server' ? 'All' : undefined },
          body: route,
        });
  await report(session, created, 'exposed', resource);
  return 0;
}
