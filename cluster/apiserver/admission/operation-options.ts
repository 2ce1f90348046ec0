import { isMap } from '../json.ts';
import type { AdmissionAttributes } from './admission-plugin.ts';

/** CreateOptions, UpdateOptions, PatchOptions or DeleteOptions as the query (and a deletion's body) gave them. */
export function operationOptions({ operation, request, object }: AdmissionAttributes): unknown {
  const apiVersion = 'meta.k8s.io/v1';
  const { query, contentType, body } = request;
  if (operation === 'CONNECT') return object;
  if (operation === 'DELETE') {
    const { kind: _, apiVersion: __, ...given } = isMap(body) ? body : {};
    return { kind: 'DeleteOptions', apiVersion, ...given, ...(request.dryRun && { dryRun: ['All'] }) };
  }
  const patches = /(merge-patch|json-patch)\+json|apply-patch/.test(contentType);
  const text = (name: string) => (query.get(name) ? { [name]: query.get(name) } : {});
  return {
    kind: operation === 'CREATE' ? 'CreateOptions' : patches ? 'PatchOptions' : 'UpdateOptions',
    apiVersion,
    ...(request.dryRun && { dryRun: ['All'] }),
    ...(query.get('force') && { force: query.get('force') === 'true' }),
    ...text('fieldManager'),
    ...text('fieldValidation'),
  };
}
