import { createHash } from 'node:crypto';
import { type GroupVersion, versionText } from '../../../resources/group-versions.ts';
import { openApiDocument, openApiIndex } from '../../../resources/openapi.ts';
import { openApiPaths } from '../../../resources/openapi-paths.ts';
import { reachableSchemas } from '../../../resources/openapi-schemas.ts';
import { schemaPublishedOf } from '../kind/published.ts';
import { publishedSchemas, typeName } from './published-schema.ts';

type Index = ReturnType<typeof openApiIndex>;

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
/** What every document of custom resources has beside them. */
const COMMON = [`${META}DeleteOptions`, `${META}ListMeta`, `${META}ObjectMeta`, `${META}Patch`, `${META}Status`];
const SCALE = 'io.k8s.api.autoscaling.v1.Scale';

interface Document {
  readonly text: string;
  readonly hash: string;
}

const documents = new WeakMap<GroupVersion, Document>();
const indexes = new WeakMap<readonly GroupVersion[], Index>();

/** `/openapi/v3` with the custom group versions; made when it is asked for. */
export function openApiIndexWithCustom(custom: readonly GroupVersion[]): Index {
  if (custom.length === 0) return openApiIndex();
  let index = indexes.get(custom);
  if (!index) {
    const places = custom.map((entry): [string, { serverRelativeURL: string }] => {
      const path = `apis/${versionText(entry)}`;
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${documentOf(entry).hash}` }];
    });
    index = Object.freeze({ paths: Object.freeze({ ...openApiIndex().paths, ...Object.fromEntries(places) }) });
    indexes.set(custom, index);
  }
  return index;
}

/** The JSON text of `example.com/v1`; undefined when there is none. */
export function openApiDocumentWithCustom(custom: readonly GroupVersion[], groupVersion: string): string | undefined {
  const entry = custom.find((candidate) => versionText(candidate) === groupVersion);
  return entry ? documentOf(entry).text : openApiDocument(groupVersion);
}

function documentOf(entry: GroupVersion): Document {
  let document = documents.get(entry);
  if (!document) {
    const text = JSON.stringify(makeDocument(entry));
    document = { text, hash: createHash('sha512').update(text).digest('hex').toUpperCase() };
    documents.set(entry, document);
  }
  return document;
}

function makeDocument(entry: GroupVersion): object {
  const prefix = '#/components/schemas/';
  const own = entry.resources.map((definition) => publishedSchemas(definition, schemaPublishedOf(definition), prefix));
  const scaled = entry.resources.some(({ custom }) => custom?.scale);
  const schemas = Object.assign({}, ...own, reachableSchemas(scaled ? [...COMMON, SCALE] : COMMON));
  const named = entry.resources.map((definition) => ({ ...definition, schema: typeName(definition, definition.kind) }));
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' },
    paths: openApiPaths({ ...entry, resources: named }),
    components: { schemas },
  };
}
