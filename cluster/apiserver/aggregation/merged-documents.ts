import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { aggregatedDiscovery } from '../../resources/discovery.ts';
import { openApiIndexWithCustom } from '../apiextensions/openapi/openapi-v3.ts';
import { serveAggregated, wantsAggregated } from '../http/discovery-documents.ts';
import { respondWithText, respondWithValue } from '../http/respond.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import { askService } from './ask-service.ts';
import { groupEntry, type RegisteredGroup, registeredGroups } from './merged-groups.ts';
import type { RemoteDiscovery, VersionDiscovery } from './remote-discovery.ts';
import { type RemoteService, remoteServices } from './remote-service.ts';

/** A group of an APIGroupDiscoveryList. */
interface GroupDiscovery {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly VersionDiscovery[];
}

/** The documents that name the groups of aggregated API servers, too. False: this is none of them. */
export async function serveMerged(
  server: ServerState,
  discovery: RemoteDiscovery,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const [root, group, ...rest] = path.replace(/\/+$/, '').split('/').slice(1);
  if (rest.length > 0) return false;
  if (root === 'openapi' && group === 'v3') {
    const text = JSON.stringify({ paths: await openApiPaths(server, discovery) });
    respondWithText(request, response, text, { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    return true;
  }
  if (root !== 'apis') return false;
  if (group === undefined && wantsAggregated(request.headers.accept)) {
    serveAggregated(request, response, await mergedDiscovery(server, discovery));
    return true;
  }
  const document = group === undefined ? groupList(server) : groupDocument(server, group);
  if (document) respondWithValue(request, response, document, { status: 200 });
  return document !== undefined;
}

/** Those without an APIService (an add-on's) come last. */
function allGroups(server: ServerState): RegisteredGroup[] {
  const registered = registeredGroups(server);
  const names = new Set(registered.map(({ group }) => group));
  const others = builtIn(server).filter(({ metadata: { name = '' } }) => !names.has(name));
  return [
    ...registered,
    ...others.map(({ metadata, versions }) => ({
      group: metadata.name ?? '',
      versions: versions.map(({ version }) => version),
    })),
  ];
}

function groupList(server: ServerState): object {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: allGroups(server).map(groupEntry) };
}

/** Undefined: no aggregated API server has anything of this group. */
function groupDocument(server: ServerState, group: string): object | undefined {
  if (!remoteServices(server).some((remote) => remote.group === group)) return undefined;
  const found = registeredGroups(server).find((entry) => entry.group === group);
  return found && { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(found) };
}

function builtIn({ registry }: ServerState): readonly GroupDiscovery[] {
  const { document } = aggregatedDiscovery('named', registry.customGroupVersions);
  // Made by resources/discovery.ts in this form.
  return (document as { readonly items: readonly GroupDiscovery[] }).items;
}

async function mergedDiscovery(server: ServerState, discovery: RemoteDiscovery) {
  const remotes = remoteServices(server);
  discovery.keep(new Set(remotes.map(({ name }) => name)));
  const found = await Promise.all(
    remotes.map(
      async (remote): Promise<[string, VersionDiscovery]> => [
        `${remote.group}/${remote.version}`,
        await discovery.versionOf(remote),
      ],
    ),
  );
  const byVersion = new Map<string, VersionDiscovery>(
    builtIn(server).flatMap(({ metadata, versions }) =>
      versions.map((entry): [string, VersionDiscovery] => [`${metadata.name}/${entry.version}`, entry]),
    ),
  );
  for (const [key, version] of found) byVersion.set(key, version);
  const items = allGroups(server).map(({ group, versions }) => ({
    metadata: { name: group },
    versions: versions.flatMap((version) => byVersion.get(`${group}/${version}`) ?? []),
  }));
  const document = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
  const etag = createHash('sha512').update(JSON.stringify(document)).digest('hex').toUpperCase();
  return { document, etag: `"${etag}"` };
}

/** An aggregated API server's documents are named as it names them itself (kube-aggregator/pkg/controllers/openapiv3). */
async function openApiPaths(server: ServerState, discovery: RemoteDiscovery): Promise<object> {
  const own = openApiIndexWithCustom(server.registry.customGroupVersions).paths;
  const remotes = remoteServices(server).filter(({ available }) => available);
  const found = await Promise.all(remotes.map((remote) => openApiPlace(server, discovery, remote)));
  return { ...own, ...Object.fromEntries(found.flat()) };
}

async function openApiPlace(server: ServerState, discovery: RemoteDiscovery, remote: RemoteService) {
  const path = `apis/${remote.group}/${remote.version}`;
  try {
    const asked = { path: '/openapi/v3', accept: 'application/json', verify: true };
    const { status, text } = await askService(server, discovery.dial, remote, asked);
    const index: unknown = status === 200 ? JSON.parse(text) : {};
    const paths = isMap(index) && isMap(index.paths) ? index.paths : {};
    return paths[path] === undefined ? [] : [[path, paths[path]] as const];
  } catch {
    // Who does not answer has no documents now.
    return [];
  }
}
