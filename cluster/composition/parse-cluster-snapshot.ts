import { parseStoreSnapshot } from '../apiserver/store/parse-snapshot.ts';
import { parseOtcSnapshot } from '../cloud/otc/otc-snapshot.ts';
import {
  ADDONS,
  CLUSTER_SNAPSHOT_KIND,
  CLUSTER_SNAPSHOT_VERSION,
  type CloudSnapshot,
  type ClusterSnapshot,
  type LoadBalancerSnapshot,
} from '../cluster-snapshot.ts';
import { parseNodeSnapshot } from '../kubelet/node-snapshot.ts';
import { parseFiles } from '../machinery/file-snapshot.ts';
import {
  finiteNumber,
  flag,
  listOf,
  MalformedError,
  mapOf,
  objectOf,
  oneOf,
  optional,
  shape,
  text,
  wholeNumber,
} from '../machinery/parse-json.ts';

const MACHINES = 1_000;
const CLOUD_OBJECTS = 1_000;
const LEFT_OUT = 100_000;
/** Of a snapshot as text. */
const TEXT_LENGTH = 256 * 1024 * 1024;

const parseCloud = shape<CloudSnapshot>({
  loadBalancers: listOf(
    shape<LoadBalancerSnapshot>({
      name: text,
      address: text,
      port: wholeNumber,
      algorithm: text,
      healthCheck: flag,
      targets: listOf(text, CLOUD_OBJECTS),
      settings: optional(mapOf(text, CLOUD_OBJECTS)),
    }),
    CLOUD_OBJECTS,
  ),
  otc: optional(parseOtcSnapshot),
  names: listOf(shape({ name: text, address: text }), CLOUD_OBJECTS),
});

const parseVersion1 = shape<ClusterSnapshot>({
  kind: oneOf([CLUSTER_SNAPSHOT_KIND]),
  version: () => CLUSTER_SNAPSHOT_VERSION,
  time: finiteNumber,
  nodes: wholeNumber,
  addons: listOf(oneOf(ADDONS), ADDONS.length),
  store: parseStoreSnapshot,
  runtimes: mapOf(parseNodeSnapshot, MACHINES),
  files: mapOf(parseFiles, MACHINES),
  cloud: parseCloud,
  leftOut: listOf(text, LEFT_OUT),
});

/** A snapshot as JSON text. Throws `MalformedError`, which says what is wrong with it. */
export function readClusterSnapshot(json: string): ClusterSnapshot {
  if (json.length > TEXT_LENGTH) throw new MalformedError(`a snapshot has at most ${TEXT_LENGTH} characters`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new MalformedError('this is no snapshot of a cluster: it is not JSON, or cut off');
  }
  return parseClusterSnapshot(value);
}

/** Throws `MalformedError`. */
export function parseClusterSnapshot(value: unknown): ClusterSnapshot {
  const { kind, version } = objectOf(value, 'the snapshot');
  if (kind !== CLUSTER_SNAPSHOT_KIND) throw new MalformedError('this is no snapshot of a cluster');
  if (version !== CLUSTER_SNAPSHOT_VERSION) {
    throw new MalformedError(
      `a cluster's snapshot of version ${JSON.stringify(version)} cannot be read here: known is ${CLUSTER_SNAPSHOT_VERSION}`,
    );
  }
  return parseVersion1(value, '');
}
