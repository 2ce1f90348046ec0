import type { CertificateSigningRequest } from 'kubernetes-types/certificates/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { keep } from '../generation.ts';
import { humanDuration } from '../human-duration.ts';
import type { MutableObject, PrepareForUpdate, StrategyContext } from '../resource-definition.ts';
import { selectable } from '../selectable-fields.ts';
import { type Mutable, typed } from '../typed.ts';
import {
  validateCertificateSigningRequest,
  validateCertificateSigningRequestUpdate,
} from '../validation/certificate-signing-request.ts';

type Request = Mutable<CertificateSigningRequest>;

/** Source: pkg/registry/certificates/certificates/strategy.go; columns: printCertificateSigningRequest. */
export const certificateSigningRequestKind = defineKind({
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  shortNames: ['csr'],
  namespaced: false,
  nameProblems: () => [],
  subresources: [{ name: 'approval', verbs: ['get', 'patch', 'update'] }, STATUS],
  columns: [
    nameColumn,
    ageColumn,
    textColumn<Request>('SignerName', ({ spec }) => spec.signerName || '<none>'),
    textColumn<Request>('Requestor', ({ spec }) => spec.username ?? ''),
    textColumn<Request>('RequestedDuration', ({ spec }) =>
      spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
    ),
    textColumn<Request>('Condition', condition),
  ],
  prepareForCreate(object, { user }) {
    const request = typed<Request>(object);
    const { uid: _, extra: __, ...spec } = request.spec;
    const extra = Object.entries(user.extra ?? {}).map(([key, values]) => [key, [...values]]);
    request.spec = {
      ...spec,
      username: user.name,
      groups: [...user.groups],
      ...(user.uid && { uid: user.uid }),
      ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
    };
    request.status = {};
  },
  prepareForUpdate(object, old) {
    keep(object, old, 'spec');
    keep(object, old, 'status');
  },
  prepareForStatusUpdate(object, old, context) {
    keep(object, old, 'spec');
    preserveConditions(object, typed<CertificateSigningRequest>(old), 'Approved');
    preserveConditions(object, typed<CertificateSigningRequest>(old), 'Denied');
    populateTimes(object, old, context);
  },
  prepareForSubresource: {
    approval(object, old, context) {
      populateTimes(object, old, context);
      const conditions = typed<Request>(object).status?.conditions;
      keep(object, old, 'spec');
      object['status'] = { ...typed<Request>(old).status, ...(conditions && { conditions }) };
    },
  },
  validate: validateCertificateSigningRequest,
  validateUpdate: (object, old) => validateCertificateSigningRequestUpdate(object, old, ''),
  validateSubresource: (object, old, subresource) => [
    ...validateCertificateSigningRequest(object),
    ...validateCertificateSigningRequestUpdate(object, old, subresource),
  ],
  selectableFields: selectable<Request>({ 'spec.signerName': ({ spec }) => spec.signerName }),
});

/** Source: printers.extractCSRStatus. */
function condition({ status }: Request): string {
  const has = (type: string) => status?.conditions?.some((candidate) => candidate.type === type);
  const words = [has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'];
  if (has('Failed')) words.push('Failed');
  if (status?.certificate) words.push('Issued');
  return words.join(',');
}

/** As long as none was added or removed, approvals stay as they were. */
function preserveConditions(object: MutableObject, old: CertificateSigningRequest, type: string): void {
  const conditions = typed<Request>(object).status?.conditions ?? [];
  const before = (old.status?.conditions ?? []).filter((candidate) => candidate.type === type);
  const after = conditions.filter((candidate) => candidate.type === type);
  if (before.length !== after.length) return;
  for (const [index, candidate] of conditions.entries()) {
    if (candidate.type === type) conditions[index] = { ...before.shift()! };
  }
}

/** Source: populateConditionTimestamps. */
const populateTimes: PrepareForUpdate = (object, old, { clock }: StrategyContext) => {
  const now = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
  const before = typed<CertificateSigningRequest>(old).status?.conditions ?? [];
  for (const candidate of typed<Request>(object).status?.conditions ?? []) {
    candidate.lastUpdateTime ??= now;
    candidate.lastTransitionTime ??=
      before.find(({ type, status }) => type === candidate.type && status === candidate.status)?.lastTransitionTime ??
      now;
  }
};
