/** Name rules of k8s.io/apimachinery/pkg/util/validation with their messages. Each answers problems; none: the name is fine. */

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const QUALIFIED_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const LABEL_1035_MESSAGE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const CONFIG_KEY_MESSAGE = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
const QUALIFIED_MESSAGE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_VALUE_MESSAGE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

export function dns1123LabelProblems(value: string): string[] {
  const tooLong = lengthProblem(value, 63);
  if (matches(value, LABEL)) return tooLong;
  if (matches(value, SUBDOMAIN)) return [...tooLong, 'must not contain dots'];
  return [...tooLong, withPattern(LABEL_MESSAGE, LABEL, ['my-name', '123-abc'])];
}

export function dns1123SubdomainProblems(value: string): string[] {
  return [...lengthProblem(value, 253), ...patternProblem(value, SUBDOMAIN, SUBDOMAIN_MESSAGE, ['example.com'])];
}

export function wildcardSubdomainProblems(value: string): string[] {
  const message =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
  return [...lengthProblem(value, 253), ...patternProblem(value, `\\*\\.${SUBDOMAIN}`, message, ['*.example.com'])];
}

export function dns1035LabelProblems(value: string): string[] {
  return [
    ...lengthProblem(value, 63),
    ...patternProblem(value, '[a-z]([-a-z0-9]*[a-z0-9])?', LABEL_1035_MESSAGE, ['my-name', 'abc-123']),
  ];
}

/** Names that stand in a URL path and nothing more: RBAC. Source: path.IsValidPathSegmentName. */
export function pathSegmentProblems(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}

export function configMapKeyProblems(key: string): string[] {
  const problems = [...lengthProblem(key, 253)];
  problems.push(...patternProblem(key, '[-._a-zA-Z0-9]+', CONFIG_KEY_MESSAGE, ['key.name', 'KEY_NAME', 'key-name']));
  if (key === '.') problems.push("must not be '.'");
  else if (key === '..') problems.push("must not be '..'");
  else if (key.startsWith('..')) problems.push("must not start with '..'");
  return problems;
}

/** Label and annotation keys: an optional DNS prefix and a name. */
export function qualifiedNameProblems(value: string): string[] {
  const parts = value.split('/');
  const shape = `a qualified name ${withPattern(QUALIFIED_MESSAGE, QUALIFIED_NAME, ['MyName', 'my.name', '123-abc'])} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
  if (parts.length > 2) return [shape];
  const problems: string[] = [];
  const name = parts.at(-1)!;
  if (parts.length === 2) {
    if (parts[0] === '') problems.push('prefix part must be non-empty');
    else problems.push(...dns1123SubdomainProblems(parts[0]!).map((problem) => `prefix part ${problem}`));
  }
  if (name === '') problems.push('name part must be non-empty');
  else if (name.length > 63) problems.push('name part must be no more than 63 characters');
  if (!matches(name, QUALIFIED_NAME)) {
    problems.push(`name part ${withPattern(QUALIFIED_MESSAGE, QUALIFIED_NAME, ['MyName', 'my.name', '123-abc'])}`);
  }
  return problems;
}

export function labelValueProblems(value: string): string[] {
  const pattern = `(${QUALIFIED_NAME})?`;
  return [
    ...lengthProblem(value, 63),
    ...patternProblem(value, pattern, LABEL_VALUE_MESSAGE, ['MyValue', 'my_value', '12345']),
  ];
}

/** Names of ports (IANA service names). */
export function portNameProblems(name: string): string[] {
  const problems: string[] = [];
  if (name.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)');
  if (name.includes('--')) problems.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}

export function portNumberProblems(port: number): string[] {
  return port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}

function lengthProblem(value: string, maximum: number): string[] {
  return Buffer.byteLength(value) > maximum ? [`must be no more than ${maximum} characters`] : [];
}

function patternProblem(value: string, pattern: string, message: string, examples: readonly string[]): string[] {
  return matches(value, pattern) ? [] : [withPattern(message, pattern, examples)];
}

const compiled = new Map<string, RegExp>();

/** A name's length is limited before patterns are tried, so that matching stays cheap. */
function matches(value: string, pattern: string): boolean {
  let expression = compiled.get(pattern);
  if (!expression) {
    expression = new RegExp(`^${pattern}$`);
    compiled.set(pattern, expression);
  }
  return value.length <= 1024 && expression.test(value);
}

function withPattern(message: string, pattern: string, examples: readonly string[]): string {
  const quoted = examples.map((example) => `'${example}'`).join(',  or ');
  return `${message} (e.g. ${quoted}, regex used for validation is '${pattern}')`;
}
