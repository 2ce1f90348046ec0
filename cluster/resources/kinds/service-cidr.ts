import type { Condition, ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import { keep } from '../generation.ts';
import { typed } from '../typed.ts';
import { cidrProblems } from '../validation/addresses.ts';

/** networking.k8s.io/v1 ServiceCIDR. */
interface ServiceCidr {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly cidrs?: readonly string[] };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

const FIELD = 'spec.cidrs';
const cidrsOf = (object: object) => (object as ServiceCidr).spec?.cidrs ?? [];

/** Source: pkg/registry/networking/servicecidr/strategy.go, pkg/apis/networking/validation.ValidateServiceCIDR. */
export const serviceCidrKind = defineKind({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  namespaced: false,
  subresources: [STATUS],
  columns: [nameColumn, textColumn<ServiceCidr>('CIDRs', ({ spec }) => (spec?.cidrs ?? []).join(',')), ageColumn],
  prepareForUpdate: (object, old) => keep(object, old, 'status'),
  prepareForStatusUpdate: (object, old) => keep(object, old, 'spec'),
  validate(object) {
    const { spec } = typed<ServiceCidr>(object);
    const cidrs = spec?.cidrs ?? [];
    if (cidrs.length === 0) return [required(FIELD, 'at least one CIDR required')];
    if (cidrs.length > 2) return [invalid(FIELD, spec, 'may only hold up to 2 values')];
    const errors = cidrs.flatMap((cidr, index) =>
      cidrProblems(cidr).map((problem) => invalid(`${FIELD}[${index}]`, cidr, problem)),
    );
    const [first, second] = cidrs.map((cidr) => cidr.includes(':'));
    if (cidrs.length === 2 && first === second) {
      const rule = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
      errors.push(invalid(FIELD, cidrs, rule));
    }
    return errors;
  },
  validateUpdate(object, old): FieldError[] {
    const [before, after] = [cidrsOf(old), cidrsOf(object)];
    const grows = before.length === 1 && after.length === 2;
    if (before.length !== after.length && !grows) return [invalid(FIELD, after, 'field is immutable')];
    return before.flatMap((cidr, index) =>
      cidr === after[index] ? [] : [invalid(`${FIELD}[${index}]`, after[index], 'field is immutable')],
    );
  },
});
