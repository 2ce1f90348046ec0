/** /etc/hosts of a machine outside the pods: itself and the nodes by name. */
export function hostsFile(hostname: string, address: string, nodes: ReadonlyMap<string, string>): string {
  const lines = [...nodes].map(([name, nodeAddress]) => `${nodeAddress} ${name}`);
  const own = nodes.has(hostname) ? [] : [`${address} ${hostname}`];
  return ['127.0.0.1 localhost', ...own, ...lines, ''].join('\n');
}
