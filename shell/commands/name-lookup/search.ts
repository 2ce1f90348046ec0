import type { Process } from '../../../cluster/machinery/machine.ts';
import { searchList } from './lookup.ts';
import { type Answer, ask } from './question.ts';

/** A name tried with the search list as resolv.conf(5) says; null when no server answers. */
export async function searched(
  process: Process,
  name: string,
  type: string,
  server: string,
): Promise<{ name: string; answer: Answer } | null> {
  const bare = name.replace(/\.$/, '');
  const dots = bare.split('.').length - 1;
  const qualified = searchList(process).map((domain) => `${bare}.${domain}`);
  const candidates = name.endsWith('.')
    ? [bare]
    : dots < dotsNeeded(process)
      ? [...qualified, bare]
      : [bare, ...qualified];
  for (const candidate of candidates) {
    const answer = await ask(process, candidate, type, server);
    if (!answer) return null;
    if (answer.status === 'NOERROR') return { name: candidate, answer };
  }
  return { name: bare, answer: { status: 'NXDOMAIN', records: [] } };
}

function dotsNeeded({ machine: { files } }: Process): number {
  if (!files.exists('/etc/resolv.conf')) return 1;
  const text = Buffer.from(files.read('/etc/resolv.conf')).toString('utf8');
  return Number(/^options\s.*\bndots:(\d+)/m.exec(text)?.[1] ?? 1);
}
