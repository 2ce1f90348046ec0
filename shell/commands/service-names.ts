/** Names of well-known ports, as /etc/services of Debian has them for TCP (services(5)). */
const SERVICES: ReadonlyMap<number, string> = new Map([
  [7, 'echo'],
  [9, 'discard'],
  [21, 'ftp'],
  [22, 'ssh'],
  [23, 'telnet'],
  [25, 'smtp'],
  [53, 'domain'],
  [80, 'http'],
  [110, 'pop3'],
  [123, 'ntp'],
  [143, 'imap2'],
  [389, 'ldap'],
  [443, 'https'],
  [514, 'shell'],
  [636, 'ldaps'],
  [993, 'imaps'],
  [995, 'pop3s'],
  [2049, 'nfs'],
  [2379, 'etcd-client'],
  [2380, 'etcd-server'],
  [3306, 'mysql'],
  [5432, 'postgresql'],
  [6379, 'redis'],
  [8080, 'http-alt'],
]);
const PORTS = new Map([...SERVICES].map(([port, name]) => [name, port]));

export const serviceName = (port: number): string | undefined => SERVICES.get(port);
export const servicePort = (name: string): number | undefined => PORTS.get(name);
