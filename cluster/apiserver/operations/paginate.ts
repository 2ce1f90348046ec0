import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { refusals } from '../errors.ts';
import type { ServerState } from '../resource-request.ts';
import type { StoreView } from '../store/store-view.ts';
import { type ContinueToken, decodeContinue, encodeContinue } from './continue-token.ts';
import { parseResourceVersion } from './list-options.ts';

/** What a list shows: the store at some moment, from a key on. */
export interface ListMoment {
  readonly view: StoreView;
  /** The resourceVersion that the list says. */
  readonly revision: number;
  readonly after: string;
  /** 0: no limit. */
  readonly limit: number;
}

/** The present, the moment of the first page, or an exact one. Throws 400, 410, 504. Source: storage/etcd3 GetList. */
export function momentOf(server: ServerState, query: URLSearchParams): ListMoment {
  const { store } = server;
  const text = query.get('resourceVersion') ?? '';
  const limit = limitOf(query);
  const token = query.get('continue');
  if (token) {
    if (text !== '' && text !== '0') {
      throw refusals.badRequest('specifying resource version is not allowed when using continue');
    }
    return continued(server, decodeContinue(token), limit);
  }
  const wanted = parseResourceVersion(text);
  if (wanted > store.revision) throw refusals.tooLargeResourceVersion(wanted, store.revision);
  const match = query.get('resourceVersionMatch') ?? '';
  const exact = match === 'Exact' || (match === '' && wanted > 0 && limit > 0);
  const view = exact ? store.at(wanted) : store;
  if (!view) throw refusals.expired('The resourceVersion for the provided list is too old.');
  // The watch cache, which answers for resourceVersion 0, knows no pages.
  return { view, revision: view.revision, after: '', limit: text === '0' ? 0 : limit };
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit') ?? '';
  if (text === '') return 0;
  const limit = /^-?\d{1,18}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(limit))
    throw refusals.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Math.max(0, limit);
}

const TOO_OLD =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

function continued({ store, compaction }: ServerState, token: ContinueToken, limit: number): ListMoment {
  if (token.revision < 0) return { view: store, revision: store.revision, after: token.after, limit };
  const view = token.revision <= compaction.revision(store.revision) ? null : store.at(token.revision);
  if (!view) throw refusals.expiredContinue(TOO_OLD, encodeContinue({ revision: -1, after: token.after }));
  return { view, revision: token.revision, after: token.after, limit };
}

/** One page of what is left. `countable`: without selectors the server knows how many follow. */
export function pageOf(objects: readonly KubernetesObject[], moment: ListMoment, countable: boolean) {
  const rest = moment.after === '' ? objects : objects.filter((object) => storageKey(object) > moment.after);
  const resourceVersion = String(moment.revision);
  if (moment.limit === 0 || rest.length <= moment.limit) return { items: rest, metadata: { resourceVersion } };
  const items = rest.slice(0, moment.limit);
  const next = encodeContinue({ revision: moment.revision, after: storageKey(items.at(-1)!) });
  const remainingItemCount = rest.length - moment.limit;
  return { items, metadata: { resourceVersion, continue: next, ...(countable && { remainingItemCount }) } };
}

function storageKey({ metadata }: KubernetesObject): string {
  return metadata.namespace === undefined ? `${metadata.name}` : `${metadata.namespace}/${metadata.name}`;
}
