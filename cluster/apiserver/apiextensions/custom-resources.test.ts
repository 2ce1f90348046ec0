import { expect, it } from 'vitest';
import type { Status } from '../../machinery/kubernetes-object.ts';
import { createFixture } from '../api-server.fixture.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const DEFINITION = `${DEFINITIONS}/widgets.example.com`;
const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets';

const SCHEMA = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1 },
        color: { type: 'string', default: 'red', enum: ['red', 'blue'] },
        replicas: { type: 'integer' },
        parts: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
        },
      },
      'x-kubernetes-validations': [
        { rule: 'self.size != 13', message: 'unlucky' },
        { rule: 'self.size >= oldSelf.size', messageExpression: "'not below ' + string(oldSelf.size)" },
      ],
    },
    status: { type: 'object', properties: { replicas: { type: 'integer' } } },
  },
};

function definition(version: Record<string, unknown> = {}) {
  return {
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', shortNames: ['wi'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: SCHEMA },
          subresources: {
            status: {},
            scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
          },
          ...version,
        },
      ],
    },
  };
}

const widget = (spec: Record<string, unknown>) => ({ metadata: { name: 'one' }, spec });
const message = ({ body }: { readonly body: unknown }) => (body as Status).message;

async function withWidgets(version?: Record<string, unknown>) {
  const fixture = createFixture();
  const { status, body } = await fixture.send('POST', DEFINITIONS, definition(version));
  if (status !== 201) throw new Error(JSON.stringify(body));
  return fixture;
}

it('serves a definition as soon as it has been created, and says so', async () => {
  const { send } = await withWidgets();
  const { body } = await send('GET', DEFINITION);
  const { status } = body as { status: { conditions: { type: string; status: string; reason: string }[] } };
  expect(status.conditions.map((each) => [each.type, each.status, each.reason])).toEqual([
    ['NamesAccepted', 'True', 'NoConflicts'],
    ['Established', 'True', 'InitialNamesAccepted'],
  ]);
  expect((await send('GET', WIDGETS)).body).toMatchObject({ kind: 'WidgetList', apiVersion: 'example.com/v1' });
});

it('registers its group as an API service, and takes that back', async () => {
  const { send } = await withWidgets();
  const service = '/apis/apiregistration.k8s.io/v1/apiservices/v1.example.com';
  expect((await send('GET', service)).body).toMatchObject({
    spec: { group: 'example.com', version: 'v1', groupPriorityMinimum: 1000, versionPriority: 100 },
  });
  await send('DELETE', DEFINITION);
  expect((await send('GET', service)).status).toBe(404);
});

it('does not give a name twice', async () => {
  const { send } = await withWidgets();
  const other = definition();
  const taken = { ...other.spec.names, plural: 'gadgets', singular: 'gadget', kind: 'Gadget' };
  const { body } = await send('POST', DEFINITIONS, {
    metadata: { name: 'gadgets.example.com' },
    spec: { ...other.spec, names: taken },
  });
  expect(body).toMatchObject({ metadata: { name: 'gadgets.example.com' } });
  const { body: stored } = await send('GET', `${DEFINITIONS}/gadgets.example.com`);
  expect((stored as { status: { conditions: unknown } }).status.conditions).toMatchObject([
    { type: 'NamesAccepted', status: 'False', reason: 'ShortNamesConflict', message: '"wi" is already in use' },
    { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
  ]);
});

it('defaults, counts generations and keeps the status to its subresource', async () => {
  const { send } = await withWidgets();
  await send('POST', WIDGETS, { ...widget({ size: 1 }), status: { replicas: 9 } });
  await send('PATCH', `${WIDGETS}/one/status`, { status: { replicas: 2 } }, 'application/merge-patch+json');
  await send('PATCH', `${WIDGETS}/one`, { spec: { size: 2 } }, 'application/merge-patch+json');
  const { body } = await send('GET', `${WIDGETS}/one`);
  expect(body).toMatchObject({
    metadata: { generation: 2 },
    spec: { size: 2, color: 'red' },
    status: { replicas: 2 },
  });
});

it('refuses what its schema does not allow', async () => {
  const { send } = await withWidgets();
  const parts = [{ name: 'a' }, { name: 'a' }];
  expect(message(await send('POST', WIDGETS, widget({ size: 0, color: 'green', parts })))).toBe(
    'Widget.example.com "one" is invalid: [spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1, spec.color: Unsupported value: "green": supported values: "red", "blue", spec.parts[1]: Duplicate value: {"name":"a"}, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]',
  );
});

it('asks its rules, those about changes only of changes', async () => {
  const { send } = await withWidgets();
  const unlucky = 'Widget.example.com "one" is invalid: spec: Invalid value: "object": unlucky';
  expect(message(await send('POST', WIDGETS, widget({ size: 13 })))).toBe(unlucky);
  await send('POST', WIDGETS, widget({ size: 5 }));
  const smaller = await send('PATCH', `${WIDGETS}/one`, { spec: { size: 4 } }, 'application/merge-patch+json');
  expect(message(smaller)).toBe('Widget.example.com "one" is invalid: spec: Invalid value: "object": not below 5');
});

it('scales where the definition says', async () => {
  const { send } = await withWidgets();
  await send('POST', WIDGETS, widget({ size: 1, replicas: 1 }));
  const scaled = await send('PATCH', `${WIDGETS}/one/scale`, { spec: { replicas: 3 } }, 'application/merge-patch+json');
  expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 3 }, status: { replicas: 0 } });
  expect((await send('GET', `${WIDGETS}/one`)).body).toMatchObject({ spec: { replicas: 3 } });
});

it('takes its objects along when it goes, and can come again', async () => {
  const { send } = await withWidgets();
  await send('POST', WIDGETS, widget({ size: 1 }));
  await send('DELETE', DEFINITION);
  expect((await send('GET', DEFINITION)).status).toBe(404);
  expect((await send('GET', WIDGETS)).status).toBe(404);
  await send('POST', DEFINITIONS, definition());
  expect((await send('GET', WIDGETS)).body).toMatchObject({ items: [] });
});

it('waits for objects that somebody holds, and creates no more meanwhile', async () => {
  const { send } = await withWidgets();
  const held = { ...widget({ size: 1 }), metadata: { name: 'one', finalizers: ['example.com/hold'] } };
  await send('POST', WIDGETS, held);
  await send('DELETE', DEFINITION);
  const { body } = await send('GET', DEFINITION);
  expect((body as { status: { conditions: unknown[] } }).status.conditions.at(-1)).toMatchObject({
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionInProgress',
  });
  expect(message(await send('POST', WIDGETS, { ...held, metadata: { name: 'two' } }))).toBe(
    'widgets.example.com "two" is forbidden: create not allowed while custom resource definition is terminating',
  );
  await send('PATCH', `${WIDGETS}/one`, { metadata: { finalizers: null } }, 'application/merge-patch+json');
  expect((await send('GET', DEFINITION)).status).toBe(404);
});

it.each([
  [
    { schema: { openAPIV3Schema: { type: 'object', properties: { spec: {} } } } },
    'spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
  ],
  [
    { additionalPrinterColumns: [{ name: 'Size', type: 'int', jsonPath: 'spec.size' }] },
    '[spec.additionalPrinterColumns[0].type: Invalid value: "int": must be one of boolean,date,integer,number,string, spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec.size": must be a simple json path starting with .]',
  ],
  [
    { selectableFields: [{ jsonPath: '.spec.parts' }] },
    'spec.selectableFields[0].jsonPath: Invalid value: ".spec.parts": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
  ],
])('refuses a definition with %j', async (version, errors) => {
  const { send } = createFixture();
  const refused = await send('POST', DEFINITIONS, definition(version));
  const subject = 'CustomResourceDefinition.apiextensions.k8s.io "widgets.example.com" is invalid';
  expect(message(refused)).toBe(`${subject}: ${errors}`);
});
