import type { ConntrackInfo } from '../machinery/machine.ts';
import type { Host } from '../network/network.ts';
import type { ProxiedPort } from './proxied-service.ts';

/**
 * Datagrams that are tracked keep going to an endpoint that has gone, so the host must forget them (CleanStaleEntries in
 * pkg/proxy/conntrack). Those of a Service that has no serving endpoint left stay.
 */
export function forgetStaleEntries(host: Host, ports: readonly ProxiedPort[]): void {
  const byAddress = new Map<string, ReadonlySet<string>>();
  const byNodePort = new Map<number, ReadonlySet<string>>();
  for (const { port, endpoints } of ports) {
    if (port.protocol !== 'udp') continue;
    const serving = new Set(endpoints.filter((endpoint) => endpoint.serving).map(({ text }) => text));
    if (serving.size === 0) continue;
    const addresses = [port.clusterIP, ...port.loadBalancerVIPs.map(({ ip }) => ip), ...port.externalIPs];
    for (const address of addresses) byAddress.set(`${address}:${port.port}`, serving);
    if (port.nodePort !== 0) byNodePort.set(port.nodePort, serving);
  }
  if (byAddress.size === 0) return;
  host.forgetTracked('udp', ({ original, reply }: ConntrackInfo) => {
    const answers = `${reply.source}:${reply.sourcePort}`;
    return [
      byAddress.get(`${original.destination}:${original.destinationPort}`),
      byNodePort.get(original.destinationPort),
    ].some((serving) => serving && !serving.has(answers));
  });
}
