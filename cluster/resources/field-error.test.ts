import { expect, test } from 'vitest';
import {
  duplicate,
  fieldErrorText,
  forbidden,
  invalid,
  invalidStatus,
  notSupported,
  required,
  tooMany,
} from './field-error.ts';

test.each([
  [required('spec.selector'), 'spec.selector: Required value'],
  [
    invalid('spec.ports[0].nodePort', 80, 'provided port is already allocated'),
    'spec.ports[0].nodePort: Invalid value: 80: provided port is already allocated',
  ],
  [
    invalid('spec.selector', { matchLabels: { a: 'b' } }, 'field is immutable'),
    'spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: field is immutable',
  ],
  [duplicate('spec.ports[1].name', 'http'), 'spec.ports[1].name: Duplicate value: "http"'],
  [forbidden('spec', 'no'), 'spec: Forbidden: no'],
  [
    notSupported('spec.type', 'X', ['ClusterIP', 'NodePort']),
    'spec.type: Unsupported value: "X": supported values: "ClusterIP", "NodePort"',
  ],
  [tooMany('spec.ports', 5, 4), 'spec.ports: Too many: 5: must have at most 4 items'],
])('%j', (error, text) => {
  expect(fieldErrorText(error)).toBe(text);
});

test('the 422 of one error and of several', () => {
  expect(invalidStatus('apps', 'Deployment', 'red', [required('spec.selector')])).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Deployment.apps "red" is invalid: spec.selector: Required value',
    reason: 'Invalid',
    details: {
      name: 'red',
      group: 'apps',
      kind: 'Deployment',
      causes: [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.selector' }],
    },
    code: 422,
  });
  const two = [required('spec.ports'), required('spec.ports'), forbidden('spec.x', 'no')];
  expect(invalidStatus('', 'Service', 'red', two).message).toBe(
    'Service "red" is invalid: [spec.ports: Required value, spec.x: Forbidden: no]',
  );
});
