import { type FieldError, invalid, notSupported } from '../../resources/field-error.ts';
import type { RouteTls } from './route.ts';

const TERMINATIONS = ['edge', 'passthrough', 'reencrypt'];
const POLICIES: Readonly<Record<string, readonly string[]>> = {
  edge: ['None', 'Allow', 'Redirect'],
  reencrypt: ['None', 'Allow', 'Redirect'],
  passthrough: ['None', 'Redirect'],
};
/** Fields and what stands for their contents, which nobody should find in a log. */
const CERTIFICATE_FIELDS = [
  ['certificate', 'redacted certificate data'],
  ['key', 'redacted key data'],
  ['caCertificate', 'redacted ca certificate data'],
  ['destinationCACertificate', 'redacted destination ca certificate data'],
] as const;

/** library-go pkg/route/validation validateTLS. */
export function validateRouteTls(tls: RouteTls | undefined): FieldError[] {
  if (!tls) return [];
  const { termination = '' } = tls;
  const errors: FieldError[] = [];
  if (!TERMINATIONS.includes(termination)) {
    errors.push(notSupported('spec.tls.termination', termination, TERMINATIONS));
  } else if (termination === 'passthrough') {
    for (const [field, shown] of CERTIFICATE_FIELDS) {
      if (!tls[field]) continue;
      errors.push(invalid(`spec.tls.${field}`, shown, 'passthrough termination does not support certificates'));
    }
  } else if (termination === 'edge' && tls.destinationCACertificate) {
    const why = 'edge termination does not support destination certificates';
    errors.push(invalid('spec.tls.destinationCACertificate', 'redacted destination ca certificate data', why));
  }
  return [...errors, ...policyErrors(termination, tls.insecureEdgeTerminationPolicy)];
}

function policyErrors(termination: string, policy: string | undefined): FieldError[] {
  const allowed = POLICIES[termination];
  if (!policy || !allowed || allowed.includes(policy)) return [];
  const why = `invalid value for InsecureEdgeTerminationPolicy option, acceptable values are ${allowed.join(', ')}, or empty`;
  return [invalid('spec.tls.insecureEdgeTerminationPolicy', policy, why)];
}
