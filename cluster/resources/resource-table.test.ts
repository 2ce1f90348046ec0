import { describe, expect, test } from 'vitest';
import { openApiDocument, openApiIndex } from './openapi.ts';
import { resourceDefinitions } from './resource-table.ts';
import { schemaOf } from './schema-table.ts';

describe.each(resourceDefinitions.map((definition) => [`${definition.kind}.${definition.group}`, definition] as const))(
  '%s',
  (_name, definition) => {
    test('its schema is that of an object of the API', () => {
      const { apiVersion, kind, metadata } = schemaOf(definition.schema).properties ?? {};
      expect([apiVersion?.type, kind?.type, metadata?.definition]).toEqual([
        'string',
        'string',
        'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
      ]);
    });

    test('an almost empty object can be defaulted, twice with the same result', () => {
      const object = { apiVersion: 'x', kind: definition.kind, metadata: {}, spec: {} };
      definition.defaults?.(object);
      const once = structuredClone(object);
      definition.defaults?.(object);
      expect(object).toEqual(once);
    });
  },
);

test('no kind is there twice', () => {
  const names = resourceDefinitions.map(({ group, version, plural }) => `${group}/${version}/${plural}`);
  expect(new Set(names).size).toBe(names.length);
});

test('OpenAPI: the index points at documents in which kubectl finds the kind and its validation', () => {
  const { serverRelativeURL } = openApiIndex().paths['apis/apps/v1']!;
  expect(serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/);
  const document = JSON.parse(openApiDocument('apps/v1')!);
  const { patch } = document.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
  expect(patch['x-kubernetes-group-version-kind']).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
  expect(patch.parameters.map(({ name }: { name: string }) => name)).toContain('fieldValidation');
  const references = new Set(
    [...openApiDocument('apps/v1')!.matchAll(/#\/components\/schemas\/([\w.-]+)/g)].map(([, name]) => name!),
  );
  expect([...references].filter((name) => !(name in document.components.schemas))).toEqual([]);
  expect(openApiDocument('apps/v9')).toBeUndefined();
});
