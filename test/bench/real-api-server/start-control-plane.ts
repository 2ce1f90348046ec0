import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiServerUnderTest } from '../api-server/api-server-under-test.ts';
import { ask, LoadConnection } from '../api-server/load-connection.ts';

const TOKEN = 'a-token-of-this-bench';
const START_TIMEOUT_MS = 60_000;
/** In its favour: by default its controllers hold themselves to 20 requests a second. */
const UNTHROTTLED = ['--kube-api-qps=2000', '--kube-api-burst=4000'];

/** etcd (without fsync, in its favour), kube-apiserver, kube-controller-manager and kube-scheduler on this machine. */
export async function startControlPlane(binary: string): Promise<ApiServerUnderTest> {
  const directory = mkdtempSync(join(tmpdir(), 'rabbithole-control-plane-'));
  const children: ChildProcess[] = [];
  const run = (...args: string[]) => {
    const log = openSync(join(directory, `${args[0]}.log`), 'a');
    children.push(spawn(binary, args, { cwd: directory, stdio: ['ignore', log, log] }));
  };
  const [etcd, peers, port] = [await freePort(), await freePort(), await freePort()];
  writeKeys(directory, port);
  run(
    ...['etcd', '--data-dir', 'etcd', '--unsafe-no-fsync'],
    ...['--listen-client-urls', `http://127.0.0.1:${etcd}`, '--advertise-client-urls', `http://127.0.0.1:${etcd}`],
    ...['--listen-peer-urls', `http://127.0.0.1:${peers}`],
  );
  run(
    ...[
      'kube-apiserver',
      `--etcd-servers=http://127.0.0.1:${etcd}`,
      `--secure-port=${port}`,
      '--cert-dir=certificates',
    ],
    ...['--bind-address=127.0.0.1', '--token-auth-file=tokens.csv', '--authorization-mode=Node,RBAC'],
    ...['--service-account-issuer=https://kubernetes.default.svc', '--service-cluster-ip-range=10.96.0.0/12'],
    ...['--service-account-key-file=accounts.pub', '--service-account-signing-key-file=accounts.key'],
  );
  const server: ApiServerUnderTest = {
    name: 'kube-apiserver',
    port,
    token: TOKEN,
    hasNodes: false,
    stop: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  await ready(server);
  run(
    ...[
      'kube-controller-manager',
      '--kubeconfig=kubeconfig',
      '--leader-elect=false',
      '--secure-port=0',
      ...UNTHROTTLED,
    ],
    ...['--service-account-private-key-file=accounts.key', '--use-service-account-credentials'],
  );
  run('kube-scheduler', '--kubeconfig=kubeconfig', '--leader-elect=false', '--secure-port=0', ...UNTHROTTLED);
  return server;
}

function writeKeys(directory: string, port: number): void {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  writeFileSync(join(directory, 'accounts.key'), privateKey);
  writeFileSync(join(directory, 'accounts.pub'), publicKey);
  writeFileSync(join(directory, 'tokens.csv'), `${TOKEN},bench,bench,system:masters\n`);
  const cluster = { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bench', cluster }],
    users: [{ name: 'bench', user: { token: TOKEN } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    'current-context': 'bench',
  };
  writeFileSync(join(directory, 'kubeconfig'), JSON.stringify(config));
}

async function ready(server: ApiServerUnderTest): Promise<void> {
  const end = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < end) {
    try {
      const connection = await LoadConnection.open(server);
      const { status } = await ask(connection, 'GET', '/readyz');
      const account = await ask(connection, 'GET', '/api/v1/namespaces/default');
      connection.close();
      if (status === 200 && account.status === 200) return;
    } catch {
      // Nobody listens yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  server.stop();
  throw new Error('the real kube-apiserver did not become ready');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
