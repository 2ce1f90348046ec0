import { createHash } from 'node:crypto';
import type { GroupVersion } from './group-versions.ts';
import { groupVersions, versionText } from './group-versions.ts';
import { openApiPaths } from './openapi-paths.ts';
import { openApiSchemas } from './openapi-schemas.ts';

/**
 * `/openapi/v3`: where each group version's document is, with a hash that changes with its content. Frozen and shared.
 * `paths['apis/apps/v1'].serverRelativeURL` is `/openapi/v3/apis/apps/v1?hash=…`.
 */
export function openApiIndex(): { readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>> } {
  index ??= Object.freeze({
    paths: Object.freeze(
      Object.fromEntries(
        groupVersions().map((entry) => {
          const path = pathOf(entry);
          const hash = createHash('sha512').update(documentOf(entry)).digest('hex').toUpperCase();
          return [path, Object.freeze({ serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` })];
        }),
      ),
    ),
  });
  return index;
}

let index: ReturnType<typeof openApiIndex> | undefined;

/** The JSON text of one document: `v1`, `apps/v1`; undefined when there is none. Made once and shared. */
export function openApiDocument(groupVersion: string): string | undefined {
  const entry = groupVersions().find((candidate) => versionText(candidate) === groupVersion);
  return entry && documentOf(entry);
}

const documents = new Map<GroupVersion, string>();

function documentOf(entry: GroupVersion): string {
  let document = documents.get(entry);
  if (document === undefined) {
    document = JSON.stringify({
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: 'v1.34.4' },
      paths: openApiPaths(entry),
      components: { schemas: openApiSchemas(entry) },
    });
    documents.set(entry, document);
  }
  return document;
}

function pathOf(entry: GroupVersion): string {
  return entry.group === '' ? `api/${entry.version}` : `apis/${versionText(entry)}`;
}
