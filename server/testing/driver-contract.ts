import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ByteConnection, ClusterLost, type Driver, type SessionCluster } from '../drivers/driver.ts';
import type { StartState } from '../labs/lab.ts';

const START: StartState = {
  nodes: 2,
  requires: ['nodes=2'],
  manifests: [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'start', namespace: 'default' }, data: { a: 'b' } },
  ],
  cloud: { loadBalancers: [{ name: 'lb-red', address: '34.123.45.67', port: 80, targets: [] }] },
  home: { 'red.yaml': 'kind: Service\n', 'more/blue.yaml': 'kind: Pod\n' },
  setup: null,
  terminalNote: null,
};

/** What every driver does, whatever its clusters are made of. */
export function describeDriver(name: string, createDriver: () => Driver): void {
  describe(`${name} keeps the drivers' contract`, () => {
    const driver = createDriver();
    afterAll(() => driver.close());

    const start = async (): Promise<{ cluster: SessionCluster }> => {
      const cluster = await driver.create('session', START, () => {});
      onTestFinished(() => cluster.close());
      return { cluster };
    };

    test('it says which labs it cannot run', () => {
      expect(driver.refusal(['nodes=2'])).toBeNull();
      expect(driver.refusal(['nodes=2', 'quantum'])).toBe('needs quantum');
    });

    test('a cluster has its nodes, a token and the picture of its start state', async () => {
      const { cluster } = await start();
      expect(cluster.nodes).toBe(2);
      expect(cluster.token).toMatch(/^\S{10,}$/);
      const { topology } = await cluster.snapshot();
      expect(structuredClone(topology)).toEqual(topology);
      expect(topology.client.address).toBe('203.0.113.10');
    });

    test('a terminal shows a prompt that ends in "$ " and takes keys', async () => {
      const { cluster } = await start();
      const terminal = await cluster.openTerminal({ columns: 80, rows: 24 });
      expect(await readUntil(terminal, '$ ')).toMatch(/\$ $/);
      await terminal.write(Buffer.from('echo hi\r'));
      expect(await readUntil(terminal, 'echo hi')).toContain('echo hi');
      terminal.resize({ columns: 100, rows: 30 });
      terminal.close();
    });

    test('a connection carries HTTP to the API server', async () => {
      const { cluster } = await start();
      const connection = await cluster.connect();
      const head = `GET /version HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${cluster.token}\r\nconnection: close\r\n\r\n`;
      await connection.write(Buffer.from(head));
      expect(await readUntil(connection, '\r\n\r\n')).toMatch(/^HTTP\/1.1 200 OK\r\n/);
      connection.close();
    });

    test('a check passes, or fails with the last line it printed', async () => {
      const { cluster } = await start();
      const check = (script: string) => cluster.check({ script, convergeMs: 0, kept: {} });
      expect(await check('true')).toEqual({ passed: true, message: '', kept: {} });
      expect(await check('echo "It is blue."; exit 1')).toEqual({ passed: false, message: 'It is blue.', kept: {} });
    });

    test('a script has an exit code and two outputs', async () => {
      const { cluster } = await start();
      expect(await cluster.run('true', 'learner')).toEqual({ code: 0, stdout: '', stderr: '' });
    });

    test('a probe is the trace of one request', async () => {
      const { cluster } = await start();
      const trace = await cluster.probe('http://10.100.1.10:32000/', 'check');
      expect(structuredClone(trace)).toEqual(trace);
      expect(trace.origin).toBe('check');
    });

    test('files of the home are listed, read and written', async () => {
      const { cluster } = await start();
      expect(await cluster.files({ kind: 'list' })).toEqual({ kind: 'paths', paths: ['more/blue.yaml', 'red.yaml'] });
      expect(await cluster.files({ kind: 'read', path: 'red.yaml' })).toEqual({
        kind: 'text',
        text: 'kind: Service\n',
      });
      expect(await cluster.files({ kind: 'write', path: 'a/b.txt', text: 'c' })).toEqual({ kind: 'written' });
      expect(await cluster.files({ kind: 'read', path: 'a/b.txt' })).toEqual({ kind: 'text', text: 'c' });
      expect(await cluster.files({ kind: 'read', path: 'none' })).toEqual({
        kind: 'refused',
        reason: 'No such file or directory',
      });
    });

    test('a closed cluster is lost', async () => {
      const { cluster } = await start();
      await cluster.close();
      await expect(cluster.snapshot()).rejects.toThrow(ClusterLost);
    });
  });
}

async function readUntil(connection: ByteConnection, end: string): Promise<string> {
  let text = '';
  while (!text.includes(end)) {
    const bytes = await connection.read();
    if (!bytes) throw new Error(`the connection ended after ${JSON.stringify(text)}`);
    text += Buffer.from(bytes).toString();
  }
  return text;
}
