import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aggregatedDiscovery, groupDocument, groupList, resourceList } from './discovery.ts';
import { groupVersions, versionText } from './group-versions.ts';

interface RecordedResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

const recorded = JSON.parse(readFileSync(new URL('./generated/discovery.json', import.meta.url), 'utf8')) as Record<
  string,
  readonly RecordedResource[]
> & { readonly groups: Readonly<Record<string, readonly string[]>> };
const { groups, ...lists } = recorded;

test('groups, versions and their order are those of a released API server', () => {
  const documents = Object.entries(groups).map(([name, versions]) => {
    const named = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions: named, preferredVersion: named[0] };
  });
  expect(groupList()).toEqual({ kind: 'APIGroupList', apiVersion: 'v1', groups: documents });
  expect(groupDocument('autoscaling')).toEqual({
    kind: 'APIGroup',
    apiVersion: 'v1',
    ...documents.find(({ name }) => name === 'autoscaling'),
  });
  expect(groupDocument('nothing.example.com')).toBeUndefined();
});

test('every group version is there, and no other', () => {
  expect(groupVersions().map(versionText).sort()).toEqual(Object.keys(lists).sort());
});

test.each(Object.entries(lists))('%s: resources as a released API server lists them', (groupVersion, resources) => {
  const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  expect(resourceList(group!, version!)).toEqual({
    kind: 'APIResourceList',
    ...(group && { apiVersion: 'v1' }),
    groupVersion,
    resources: resources.map((resource) => ({ ...resource, verbs: resource.verbs.split(',') })),
  });
});

/** The aggregated form of a recorded list. */
function aggregated(resources: readonly RecordedResource[]): object[] {
  const kindOf = ({ group = '', version = '', kind }: RecordedResource) => ({ group, version, kind });
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map((resource) => {
      const subresources = resources.filter(({ name }) => name.startsWith(`${resource.name}/`));
      return {
        resource: resource.name,
        responseKind: kindOf(resource),
        scope: resource.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: resource.singularName,
        verbs: resource.verbs.split(','),
        ...(resource.shortNames && { shortNames: resource.shortNames }),
        ...(resource.categories && { categories: resource.categories }),
        ...(subresources.length > 0 && {
          subresources: subresources.map((subresource) => ({
            subresource: subresource.name.slice(resource.name.length + 1),
            responseKind: kindOf(subresource),
            verbs: subresource.verbs.split(','),
          })),
        }),
      };
    });
}

test('aggregated discovery says the same in one document', () => {
  expect(aggregatedDiscovery('named').document).toEqual({
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: Object.entries(groups).map(([name, versions]) => ({
      metadata: { name },
      versions: versions.map((version) => ({
        version,
        resources: aggregated(lists[`${name}/${version}`]!),
        freshness: 'Current',
      })),
    })),
  });
  expect(aggregatedDiscovery('core').document).toEqual({
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: [{ metadata: {}, versions: [{ version: 'v1', resources: aggregated(lists['v1']!), freshness: 'Current' }] }],
  });
});
