import type { Process } from '../../../cluster/machinery/machine.ts';

const FALLBACK_SERVER = '127.0.0.53';

/** The name server that /etc/resolv.conf names. */
export function nameServer(process: Process): string {
  const { files } = process.machine;
  if (!files.exists('/etc/resolv.conf')) return FALLBACK_SERVER;
  const text = Buffer.from(files.read('/etc/resolv.conf')).toString('utf8');
  return /^nameserver\s+(\S+)/m.exec(text)?.[1] ?? FALLBACK_SERVER;
}

/** The search list of /etc/resolv.conf. */
export function searchList(process: Process): string[] {
  const { files } = process.machine;
  if (!files.exists('/etc/resolv.conf')) return [];
  const text = Buffer.from(files.read('/etc/resolv.conf')).toString('utf8');
  return /^search\s+(.+)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
}
