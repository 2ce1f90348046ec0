import { type FieldError, invalid, required, tooLong } from '../field-error.ts';
import { dns1123LabelProblems, dns1123SubdomainProblems } from './names.ts';

const LONGEST_DOMAIN = 253;
const LONGEST = LONGEST_DOMAIN + 253 + 63 + 1 + 1;

/** `example.com/signer-name`. Source: pkg/apis/core/validation.ValidateSignerName. */
export function signerNameErrors(name: string, field: string): FieldError[] {
  if (name === '') return [required(field)];
  const [domain = '', path = '', ...more] = name.split('/');
  if (!name.includes('/') || more.length > 0) {
    const form = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [invalid(field, name, form)];
  }
  const errors = domain.length > LONGEST_DOMAIN ? [tooLong(field, LONGEST_DOMAIN)] : [];
  errors.push(...firstBadPart(domain, field, dns1123LabelProblems));
  if (!domain.includes('.')) {
    errors.push(invalid(field, domain, 'should be a domain with at least two segments separated by dots'));
  }
  errors.push(...firstBadPart(path, field, dns1123SubdomainProblems));
  return name.length > LONGEST ? [...errors, tooLong(field, LONGEST)] : errors;
}

function firstBadPart(text: string, field: string, problemsOf: (part: string) => string[]): FieldError[] {
  const bad = text.split('.').find((part) => problemsOf(part).length > 0);
  if (bad === undefined) return [];
  return problemsOf(bad).map((problem) => invalid(field, text, `validating label ${JSON.stringify(bad)}: ${problem}`));
}
