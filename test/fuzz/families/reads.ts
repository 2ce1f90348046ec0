import type { Random } from '../../../cluster/machinery/random.ts';
import type { FuzzedKind } from '../fuzzed-kinds.ts';
import { type FuzzInput, httpBytes } from '../input.ts';
import { chance, nastyNumber, nastyString, pick, uriText } from '../nasty-values.ts';

const LABEL_SELECTORS = [
  'app=fuzz',
  'app in (a,b),!c',
  'app notin (',
  'a==b,',
  '=',
  '!',
  'a>5',
  'a<x',
  'in in (in)',
  '((',
  ',,',
];
const FIELD_SELECTORS = [
  'metadata.name=base',
  'metadata.namespace!=fuzz',
  'spec.nodeName=',
  'spec.name=a',
  'status.phase=Running,metadata.name=x',
  'nonsense=1',
  'a\\=b=c',
  '=',
  'metadata.name',
];
const ACCEPT = [
  'application/json',
  'application/yaml',
  '*/*',
  'application/json;as=Table;g=meta.k8s.io;v=v1',
  'application/json;as=Table;g=meta.k8s.io;v=v1beta1,application/json',
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  'application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io',
  'application/vnd.kubernetes.protobuf',
  'application/vnd.kubernetes.protobuf;as=Nonsense',
  'text/html',
  'application/json;stream=watch',
  ';;;,,q=',
  '',
];
const PLAIN = [
  '/',
  '/api',
  '/apis',
  '/api/v1',
  '/apis/apps',
  '/version',
  '/healthz',
  '/readyz?verbose',
  '/livez/ping',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/apis/apps/v1',
  '/openapi/v3/nonsense',
  '/.well-known/openid-configuration',
  '/openid/v1/jwks',
  '/logs',
  '/healthz/../api',
  '//',
  '///',
  '/%',
  '/%00',
  '/api/v1/namespaces/%2e%2e/pods',
  '/apis//v1/x',
  '/api/v1//pods',
  '/api/v1/namespaces//pods',
  '/apis/apps/v1/namespaces/fuzz/deployments/base/',
  '*',
  'http://x/api',
  '/?',
  '/api?=&&=',
  '/api/v1/watch/namespaces/fuzz/pods',
  '/api/v1/proxy/nodes/base',
  '/apis/fuzz.example.com/v9/widgets',
];

/** GET of objects, lists and information, with parameters right and wrong. */
export function read(random: Random, kinds: readonly FuzzedKind[]): FuzzInput {
  const watch = chance(random, 0.1);
  const target = chance(random, 0.2) ? plainTarget(random) : resourceTarget(random, kinds, watch);
  const headers: Record<string, string> = { Accept: pick(random, ACCEPT) };
  if (chance(random, 0.1)) headers['Accept-Encoding'] = pick(random, ['gzip', 'br, gzip;q=0', '\x01']);
  return {
    family: watch ? 'watch' : 'read',
    bytes: httpBytes({
      method: chance(random, 0.97) ? 'GET' : pick(random, ['HEAD', 'OPTIONS', 'TRACE', 'QUERY']),
      target,
      headers,
    }),
    endless: watch || target.includes('watch'),
    mayBeIncomplete: true,
    changesNothing: true,
  };
}

function plainTarget(random: Random): string {
  const target = pick(random, PLAIN);
  return chance(random, 0.2) ? `${target}/${uriText(nastyString(random))}` : target;
}

function resourceTarget(random: Random, kinds: readonly FuzzedKind[], watch: boolean): string {
  const kind = pick(random, kinds);
  const collection = chance(random, 0.2) ? kind.collection.replace(/namespaces\/[^/]+\//, '') : kind.collection;
  const name = chance(random, 0.3) ? `/${chance(random, 0.8) ? 'base' : uriText(nastyString(random))}` : '';
  const subresource =
    name && chance(random, 0.4) ? `/${pick(random, [...kind.subresources, 'status', 'nonsense'])}` : '';
  const query = new URLSearchParams();
  if (watch) query.set('watch', pick(random, ['true', '1', 'yes', '']));
  const count = random.integer(4);
  for (let index = 0; index < count; index++) query.append(...parameter(random));
  const text = query.toString();
  return `${collection}${name}${subresource}${text && `?${text}`}`;
}

function parameter(random: Random): [string, string] {
  const anything = () => (chance(random, 0.5) ? nastyString(random).slice(0, 2000) : String(nastyNumber(random)));
  switch (random.integer(9)) {
    case 0:
      return ['labelSelector', chance(random, 0.8) ? pick(random, LABEL_SELECTORS) : anything()];
    case 1:
      return ['fieldSelector', chance(random, 0.8) ? pick(random, FIELD_SELECTORS) : anything()];
    case 2:
      return ['limit', chance(random, 0.6) ? String(random.integer(5)) : anything()];
    case 3:
      return ['continue', chance(random, 0.5) ? continueToken(random) : anything()];
    case 4:
      return ['resourceVersion', chance(random, 0.6) ? String(random.integer(400)) : anything()];
    case 5:
      return ['resourceVersionMatch', pick(random, ['Exact', 'NotOlderThan', 'Nonsense'])];
    case 6:
      return ['timeoutSeconds', chance(random, 0.5) ? '1' : anything()];
    case 7:
      return [
        pick(random, ['allowWatchBookmarks', 'sendInitialEvents', 'pretty', 'includeObject']),
        pick(random, ['true', 'false', 'x', '']),
      ];
    default:
      return [nastyString(random).slice(0, 100), anything()];
  }
}

function continueToken(random: Random): string {
  const token = {
    v: pick(random, ['meta.k8s.io/v1', 'x']),
    rv: nastyNumber(random),
    start: pick(random, ['base\u0000', '../x', 'fuzz/base']),
  };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}
