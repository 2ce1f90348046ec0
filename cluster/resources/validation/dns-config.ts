import type { PodDNSConfig } from 'kubernetes-types/core/v1.d.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import { sloppyIpProblems } from './addresses.ts';
import { dns1123SubdomainProblems } from './names.ts';

const MOST_NAMESERVERS = 3;
const MOST_SEARCHES = 32;
const LONGEST_SEARCH_LIST = 2048;

/** Source: pkg/apis/core/validation.validatePodDNSConfig. */
export function validateDnsConfig(
  config: PodDNSConfig | undefined,
  policy: string | undefined,
  path: string,
): FieldError[] {
  const { nameservers = [], searches = [], options = [] } = config ?? {};
  if (policy === 'None' && !config) {
    return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  }
  if (policy === 'None' && nameservers.length === 0) {
    const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
    return [required(`${path}.nameservers`, detail)];
  }
  const errors: FieldError[] = [];
  if (nameservers.length > MOST_NAMESERVERS) {
    const detail = `must not have more than ${MOST_NAMESERVERS} nameservers`;
    errors.push(invalid(`${path}.nameservers`, nameservers, detail));
  }
  for (const [index, server] of nameservers.entries()) {
    errors.push(
      ...sloppyIpProblems(server).map((problem) => invalid(`${path}.nameservers[${index}]`, server, problem)),
    );
  }
  if (searches.length > MOST_SEARCHES) {
    errors.push(invalid(`${path}.searches`, searches, `must not have more than ${MOST_SEARCHES} search paths`));
  }
  if (searches.join(' ').length > LONGEST_SEARCH_LIST) {
    const detail = `must not have more than ${LONGEST_SEARCH_LIST} characters (including spaces) in the search list`;
    errors.push(invalid(`${path}.searches`, searches, detail));
  }
  for (const [index, search] of searches.entries()) {
    if (search === '.') continue;
    const name = search.replace(/\.$/, '');
    // Underscores are let through here.
    const problems = dns1123SubdomainProblems(name.replaceAll('_', 'x'));
    errors.push(...problems.map((problem) => invalid(`${path}.searches[${index}]`, name, problem)));
  }
  for (const [index, { name }] of options.entries()) {
    if (!name) errors.push(required(`${path}.options[${index}]`, 'must not be empty'));
  }
  return errors;
}
