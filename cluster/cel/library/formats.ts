import { define, type Library, noSuchOverload, textOf } from '../function.ts';
import { parseTimestamp } from '../time-text.ts';
import { type CelValue, OpaqueValue, Optional } from '../value.ts';

const TYPE = 'kubernetes.NamedFormat';

interface NamedFormat {
  readonly name: string;
  /** What is wrong with a text. */
  problems(text: string): string[];
}

class Format extends OpaqueValue {
  readonly typeName = TYPE;
  readonly format: NamedFormat;
  constructor(format: NamedFormat) {
    super();
    this.format = format;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof Format && other.format === this.format;
  }
}

const LABEL = 'must consist of lower case alphanumeric characters';
const LABEL_RULE = `a lowercase RFC 1123 label ${LABEL} or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`;
const SUBDOMAIN_RULE = `a lowercase RFC 1123 subdomain ${LABEL}, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`;
const LABEL_1035_RULE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const LABEL_PATTERN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN_PATTERN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** The rule when the pattern does not match, and the length when there is too much of it. */
function patterned(name: string, pattern: RegExp, rule: string, longest: number, isPrefix = false): NamedFormat {
  return {
    name,
    problems: (text) => {
      const masked = isPrefix && text.length > 1 && text.endsWith('-') ? `${text.slice(0, -1)}a` : text;
      return [
        ...(masked.length > longest ? [`must be no more than ${longest} characters`] : []),
        ...(pattern.test(masked) ? [] : [rule]),
      ];
    },
  };
}

function qualifiedNameProblems(text: string): string[] {
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (parts.length > 2) {
    return [
      `a qualified name ${QUALIFIED_RULE.replace(/^name part /, '')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  return [
    ...(prefix === '' ? ['prefix part must be non-empty'] : []),
    ...(prefix && !SUBDOMAIN_PATTERN.test(prefix) ? [`prefix part ${SUBDOMAIN_RULE}`] : []),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...(name.length > 63 ? ['name part must be no more than 63 characters'] : []),
    ...(/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name) ? [] : [QUALIFIED_RULE]),
  ];
}

const unless = (name: string, holds: (text: string) => boolean, problem: string): NamedFormat => ({
  name,
  problems: (text) => (holds(text) ? [] : [problem]),
});

const FORMATS: readonly NamedFormat[] = [
  patterned('dns1123Label', LABEL_PATTERN, LABEL_RULE, 63),
  patterned('dns1123Subdomain', SUBDOMAIN_PATTERN, SUBDOMAIN_RULE, 253),
  patterned('dns1035Label', /^[a-z]([-a-z0-9]*[a-z0-9])?$/, LABEL_1035_RULE, 63),
  { name: 'qualifiedName', problems: qualifiedNameProblems },
  patterned('dns1123LabelPrefix', LABEL_PATTERN, LABEL_RULE, 63, true),
  patterned('dns1123SubdomainPrefix', SUBDOMAIN_PATTERN, SUBDOMAIN_RULE, 253, true),
  patterned('dns1035LabelPrefix', /^[a-z]([-a-z0-9]*[a-z0-9])?$/, LABEL_1035_RULE, 63, true),
  patterned('labelValue', /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/, VALUE_RULE, 63),
  unless('uri', (text) => /^([A-Za-z][A-Za-z0-9+.-]*:|\/)\S*$/.test(text), 'invalid URI for request'),
  unless(
    'uuid',
    (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
    'does not match the UUID format',
  ),
  unless(
    'byte',
    (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
    'invalid base64',
  ),
  unless(
    'date',
    (text) => /^\d{4}-\d\d-\d\d$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== null,
    'invalid date',
  ),
  unless('datetime', (text) => parseTimestamp(text) !== null, 'invalid datetime'),
];

const values = new Map(FORMATS.map((format) => [format.name, new Format(format)]));

/** apiserver/pkg/cel/library/format.go. */
export const formats: Library = {
  'format.named': define([`(string) optional(${TYPE})`], ([a]) => new Optional(values.get(textOf(a)))),
  ...Object.fromEntries([...values].map(([name, value]) => [`format.${name}`, define([`() ${TYPE}`], () => value)])),
  validate: define([`${TYPE}.(string) optional(list(string))`], ([a, b]: readonly CelValue[]) => {
    if (!(a instanceof Format)) throw noSuchOverload();
    const problems = a.format.problems(textOf(b));
    return problems.length === 0 ? Optional.NONE : new Optional(problems);
  }),
};
