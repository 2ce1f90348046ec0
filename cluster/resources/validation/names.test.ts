import { expect, test } from 'vitest';
import {
  configMapKeyProblems,
  dns1035LabelProblems,
  dns1123LabelProblems,
  dns1123SubdomainProblems,
  labelValueProblems,
  pathSegmentProblems,
  portNameProblems,
  qualifiedNameProblems,
  wildcardSubdomainProblems,
} from './names.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';

test('names that are fine', () => {
  expect(dns1123LabelProblems('red-1')).toEqual([]);
  expect(dns1123SubdomainProblems('red.example.com')).toEqual([]);
  expect(dns1035LabelProblems('red')).toEqual([]);
  expect(qualifiedNameProblems('example.com/My_Name')).toEqual([]);
  expect(labelValueProblems('')).toEqual([]);
  expect(portNameProblems('http-8080')).toEqual([]);
  expect(wildcardSubdomainProblems('*.example.com')).toEqual([]);
  expect(configMapKeyProblems('.htaccess')).toEqual([]);
});

test('the messages of the real server', () => {
  expect(dns1123SubdomainProblems('Red_1')).toEqual([
    `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${LABEL}(\\.${LABEL})*')`,
  ]);
  expect(dns1123LabelProblems('a'.repeat(64))).toEqual(['must be no more than 63 characters']);
  expect(dns1123LabelProblems('red.blue')).toEqual(['must not contain dots']);
  expect(dns1035LabelProblems('1red')).toEqual([
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  ]);
  expect(qualifiedNameProblems('/x')).toEqual(['prefix part must be non-empty']);
  expect(labelValueProblems('a b')).toEqual([
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
  ]);
  expect(portNameProblems('-80--')).toEqual([
    'must contain at least one letter (a-z)',
    'must not contain consecutive hyphens',
    'must not begin or end with a hyphen',
  ]);
  expect(pathSegmentProblems('a/b%')).toEqual(["may not contain '/'", "may not contain '%'"]);
  expect(configMapKeyProblems('..x')).toEqual(["must not start with '..'"]);
});
