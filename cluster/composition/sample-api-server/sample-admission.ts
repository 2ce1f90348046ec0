import type { AdmissionPlugin } from '../../apiserver/admission/admission-plugin.ts';
import type { ApiServer } from '../../apiserver/api-server.ts';
import { refusals } from '../../apiserver/errors.ts';
import { waitFor } from '../../apiserver/steps.ts';
import { WARDLE } from './sample-definitions.ts';

const USER = { name: 'system:kube-aggregator', groups: ['system:masters'] };

/** NamespaceLifecycle of a server whose namespaces are another's. */
export const namespaceExists = (main: ApiServer): AdmissionPlugin => ({
  name: 'NamespaceLifecycle',
  *mutate({ operation, request: { namespace } }) {
    if (operation !== 'CREATE' || namespace === '') return;
    const path = `/api/v1/namespaces/${namespace}`;
    const { status } = yield* waitFor(
      main.transport.send({ method: 'GET', path, user: USER, userAgent: 'sample-apiserver' }),
    );
    if (status === 404) throw refusals.notFound({ group: '', plural: 'namespaces' }, namespace);
  },
});

/** A fischer can forbid names of flunders (sample-apiserver/pkg/admission/plugin/banflunder). */
export const banFlunder: AdmissionPlugin = {
  name: 'BanFlunder',
  validate({ operation, request: { definition }, name }, { store }) {
    if (operation !== 'CREATE' || definition.plural !== 'flunders') return;
    const isBanned = store
      .list(`${WARDLE}/fischers`)
      .some(({ disallowedFlunders }) => Array.isArray(disallowedFlunders) && disallowedFlunders.includes(name));
    if (isBanned) {
      throw refusals.forbidden(definition, name, 'this name may not be used, please change the resource name');
    }
  },
};
