import type { Machine } from '../../../cluster/machinery/machine.ts';

/** The names of /etc/hosts other than the machine's own: what completion offers for a host. */
export function hostNames({ files }: Machine): string[] {
  if (!files.exists('/etc/hosts')) return [];
  const text = Buffer.from(files.read('/etc/hosts')).toString('utf8');
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line && !/^(127\.|::|ff|fe)/.test(line))
    .flatMap((line) => line.split(/\s+/).slice(1));
}
