import { LineCounter, parseAllDocuments } from 'yaml';
import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, recordsAt, stringAt } from '../json.ts';
import { GO_YAML } from './go-yaml.ts';
import { goYamlProblem } from './yaml-problem.ts';

/** An object of a manifest; `source` names the file in errors. */
export interface Document {
  readonly object: JsonObject;
  readonly source: string;
}

/** The objects of a manifest's documents, those of lists one by one. Throws KubectlError. */
export function parseManifest(text: string, source: string): Document[] {
  const documents: Document[] = [];
  const lines = new LineCounter();
  for (const document of parseAllDocuments(text, { ...GO_YAML, lineCounter: lines, maxAliasCount: 1000 } as never)) {
    const problem = document.errors[0];
    if (problem) {
      throw new KubectlError(
        `error: error parsing ${source}: error converting YAML to JSON: ${goYamlProblem(problem, text, lines)}`,
      );
    }
    const value: unknown = document.toJS();
    if (value === null || value === undefined) continue;
    if (!isRecord(value)) {
      throw new KubectlError(
        `error: error validating "${source}": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false`,
      );
    }
    if (stringAt(value, 'kind').endsWith('List') && Array.isArray(value['items'])) {
      for (const object of recordsAt(value, 'items')) documents.push({ object, source });
    } else documents.push({ object: value, source });
  }
  return documents;
}
