import { createHash } from 'node:crypto';
import type { GroupVersion } from '../../../resources/group-versions.ts';
import { schemaPublishedOf } from '../kind/published.ts';
import { publishedSchemas } from './published-schema.ts';

export interface Swagger {
  readonly text: string;
  readonly etag: string;
}

/** By the custom kinds; where there are none, by the built-in ones, which all clusters share. */
const documents = new WeakMap<object, Swagger>();

/** `/openapi/v2` as JSON: `builtIn` with the definitions of custom resources. Made when it is asked for. */
export function swaggerWithCustom(
  custom: readonly GroupVersion[],
  builtIn: Readonly<Record<string, unknown>>,
): Swagger {
  const key = custom.some(({ resources }) => resources.length > 0) ? custom : builtIn;
  let document = documents.get(key);
  if (!document) {
    const definitions: Record<string, unknown> = Object.assign({}, builtIn.definitions);
    for (const definition of custom.flatMap(({ resources }) => resources)) {
      Object.assign(definitions, publishedSchemas(definition, schemaPublishedOf(definition), '#/definitions/'));
    }
    const text = JSON.stringify({ ...builtIn, definitions });
    document = { text, etag: `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"` };
    documents.set(key, document);
  }
  return document;
}
