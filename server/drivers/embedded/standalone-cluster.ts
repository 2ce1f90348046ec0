import { randomBytes, randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { Cluster, ClusterOptions } from '../../../cluster/cluster.ts';
import { createCluster } from '../../../cluster/create-cluster.ts';
import { RealClock } from '../../../cluster/machinery/clock.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { createPrograms } from '../../../shell/programs.ts';
import { createServingCertificate } from '../serving-certificate.ts';
import { checkerPrograms } from './checker-programs.ts';

/** As the real server keeps idle connections (apiserver/pkg/server/secure_serving.go IdleTimeout). */
const IDLE_TIMEOUT_MS = 90_000;

export const ADDONS = ['cloud=manual', 'ingress', 'metrics'] as const satisfies ClusterOptions['addons'];

export interface StandaloneOptions {
  readonly nodes: number;
  readonly addons: ClusterOptions['addons'];
  readonly pace: 'real' | 'instant';
}

/** A bare cluster in this process with a real HTTPS listener, for any client on this machine. */
export interface StandaloneCluster {
  readonly server: Server;
  readonly token: string;
  readonly certificateAuthority: string;
  close(): void;
}

export async function startStandaloneCluster(options: StandaloneOptions): Promise<StandaloneCluster> {
  const cluster: Cluster = await createCluster({
    ...options,
    clock: new RealClock(),
    random: new SeededRandom(randomInt(2 ** 32)),
    token: randomBytes(24).toString('base64url'),
    logger: { error: (details, message) => console.error(message, details) },
    programs: createPrograms,
    checkerPrograms,
  });
  await cluster.settled();
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
  return { server, token: cluster.token, certificateAuthority: ca, close: () => cluster.close() };
}
