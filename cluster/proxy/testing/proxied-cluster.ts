import { SeededRandom } from '../../machinery/random.ts';
import { createMachineNetwork } from '../../network/machine-network.ts';
import { createTestCluster } from '../../network/test-cluster.ts';
import { type HttpProxy, startHttpProxy } from '../http-proxy.ts';
import { type HttpServerOptions, serveHttp } from '../http-server.ts';
import { createNginxDialect, NGINX_DEFAULTS, type NginxSettings } from '../nginx-dialect.ts';
import type { ListenerConfiguration, ProxyRoute } from '../proxy-configuration.ts';
import { answeringApp } from './answering-app.ts';

export const APP = { address: '192.168.2.2', port: 8080 };
export const PROXY_ADDRESS = '192.168.1.2';

/** Test support: a proxy in a pod of node1, an endpoint in a pod of node2, and their logs. */
export function createProxiedCluster(
  listeners: ListenerConfiguration[],
  options: { settings?: Partial<NginxSettings>; app?: Partial<HttpServerOptions> } = {},
) {
  const cluster = createTestCluster();
  const { network, clock } = cluster;
  const machineOf = (host: ReturnType<typeof cluster.pod>) => ({
    network: createMachineNetwork(host, { network, lookup: async (name) => [name] }),
    clock,
    random: new SeededRandom(1),
  });
  const host = cluster.pod('ingress', 1, PROXY_ADDRESS);
  const appHost = cluster.pod('app', 2, APP.address);
  const app = machineOf(appHost);
  serveHttp(app, { port: APP.port, program: 'app', ...options.app }, ({ request, response }) =>
    answeringApp(request, response),
  );
  const lines: string[] = [];
  const errors: string[] = [];
  const settings = { ...NGINX_DEFAULTS, ...options.settings };
  const proxy: HttpProxy = startHttpProxy({
    machine: machineOf(host),
    dialect: createNginxDialect(() => settings),
    log: (line) => lines.push(line),
    logError: (line) => errors.push(line),
  });
  proxy.configure({ listeners });
  const client = cluster.node(1);
  /** All that comes back for these bytes, until the other end has finished or nothing more comes. */
  const ask = async (text: string, port = 80) => {
    const socket = await client.connect(PROXY_ADDRESS, port);
    let answer = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.write(text.replaceAll('\n', '\r\n'));
    await turns(200);
    return { answer, socket };
  };
  return { ...cluster, machineOf, proxy, host, appHost, app, client, ask, lines, errors };
}

/** Lets everything happen that needs no time. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export function everything(
  backend: ProxyRoute['backend'],
  more: Partial<ProxyRoute> = {},
): ListenerConfiguration['virtualHosts'] {
  return [{ hostname: '*', routes: [{ path: { type: 'string-prefix', value: '/' }, backend, rule: '/', ...more }] }];
}
