import { randomBytes, randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { Cluster, ClusterOptions } from '../../../cluster/cluster.ts';
import { ADDONS, type ClusterSnapshot } from '../../../cluster/cluster-snapshot.ts';
import { readClusterSnapshot } from '../../../cluster/composition/parse-cluster-snapshot.ts';
import { createCluster } from '../../../cluster/create-cluster.ts';
import { RealClock } from '../../../cluster/machinery/clock.ts';
import { MalformedError } from '../../../cluster/machinery/parse-json.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { createPrograms } from '../../../shell/programs.ts';
import { createServingCertificate } from '../serving-certificate.ts';
import { checkerPrograms } from './checker-programs.ts';

/** As the real server keeps idle connections (apiserver/pkg/server/secure_serving.go IdleTimeout). */
const IDLE_TIMEOUT_MS = 90_000;

/** Of `startStandaloneCluster`, when what it is to restore is no snapshot. */
export { ADDONS, MalformedError };

export interface StandaloneOptions {
  readonly nodes: number;
  readonly addons: ClusterOptions['addons'];
  readonly pace: 'real' | 'instant';
  /** JSON text of a snapshot to go on from, with its nodes and add-ons instead of these. */
  readonly restore?: string;
}

/** A bare cluster in this process with a real HTTPS listener, for any client on this machine. */
export interface StandaloneCluster {
  readonly server: Server;
  readonly token: string;
  readonly certificateAuthority: string;
  /** The cluster as JSON text, for `restore`. */
  save(): string;
  close(): void;
}

export async function startStandaloneCluster(options: StandaloneOptions): Promise<StandaloneCluster> {
  const { nodes, addons, pace } = options;
  const restore = options.restore === undefined ? undefined : readClusterSnapshot(options.restore);
  const cluster: Cluster = await createCluster({
    ...sizeOf(restore, { nodes, addons }),
    pace,
    restore,
    clock: new RealClock(),
    random: new SeededRandom(randomInt(2 ** 32)),
    token: randomBytes(24).toString('base64url'),
    logger: { error: (details, message) => console.error(message, details) },
    programs: createPrograms,
    checkerPrograms,
  });
  // What was broken when it was saved is broken still: nobody waits for that.
  if (!restore) await cluster.settled();
  const { ca, certificate, key } = await createServingCertificate('127.0.0.1');
  const server = createServer({
    cert: certificate,
    key,
    // Clients may show a certificate of the cluster's; the API server refuses others itself.
    ca: cluster.certificateAuthority,
    requestCert: true,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    requestTimeout: 0,
    keepAliveTimeout: IDLE_TIMEOUT_MS,
  });
  cluster.attach(server);
  return {
    server,
    token: cluster.token,
    certificateAuthority: ca,
    save: () => JSON.stringify(cluster.snapshot()),
    close: () => cluster.close(),
  };
}

function sizeOf(restore: ClusterSnapshot | undefined, otherwise: Pick<ClusterOptions, 'nodes' | 'addons'>) {
  return restore ? { nodes: restore.nodes, addons: restore.addons } : otherwise;
}
