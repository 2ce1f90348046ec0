import { refuseEscalation } from '../authorization/escalation.ts';
import type { AdmissionPlugin } from './admission-plugin.ts';

/** Nobody gives rights away that they do not hold; the storage of roles and bindings sees to it in Kubernetes. */
export const escalationCheck: AdmissionPlugin = {
  name: 'RbacEscalationCheck',
  validate({ operation, object, oldObject, request }, server) {
    if (!request.fromWire || !object || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    const { user, namespace, definition } = request;
    refuseEscalation(server, user, { ...definition, namespace }, object, oldObject ?? undefined);
  },
};
