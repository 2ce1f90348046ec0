import type { ApiTransport } from '../../../cluster/machinery/api-transport.ts';
import type { Machine } from '../../../cluster/machinery/machine.ts';
import { resourceDefinitions } from '../../../cluster/resources/resource-table.ts';
import type { StartState } from '../../labs/lab.ts';

const ADMINISTRATOR = {
  name: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:masters', 'system:authenticated'],
};

type Manifest = StartState['manifests'][number];

/** Creates the objects of a lab's start state, in order, as cluster-admin. */
export async function applyManifests(api: ApiTransport, manifests: readonly Manifest[]): Promise<void> {
  for (const manifest of manifests) {
    const path = collectionPath(manifest);
    const response = await api.send({
      method: 'POST',
      path,
      body: manifest,
      user: ADMINISTRATOR,
      userAgent: 'kubectl-create',
    });
    if (response.status >= 400) {
      const { message } = response.body as { message?: string };
      throw new Error(`the start state's ${nameOf(manifest)} was refused: ${message ?? response.status}`);
    }
  }
}

export function writeHome(machine: Machine, home: StartState['home']): void {
  for (const [path, text] of Object.entries(home)) writeHomeFile(machine, path, text);
}

export function writeHomeFile(machine: Machine, path: string, text: string): void {
  const file = homePath(machine, path);
  const folder = file.slice(0, file.lastIndexOf('/'));
  if (!machine.files.exists(folder)) machine.files.makeDirectory(folder, { recursive: true });
  machine.files.write(file, Buffer.from(text), path.endsWith('.sh') ? 0o755 : 0o644);
}

export function homePath(machine: Machine, path: string): string {
  return `${machine.environment['HOME'] ?? '/home/learner'}/${path}`;
}

function collectionPath(manifest: Manifest): string {
  const [version, group = ''] = String(manifest['apiVersion']).split('/').reverse();
  const definition = resourceDefinitions.find(
    (candidate) =>
      candidate.group === group && candidate.version === version && candidate.kind === String(manifest['kind']),
  );
  if (!definition) throw new Error(`the start state's ${nameOf(manifest)} is of a kind that the cluster does not have`);
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const { namespace } = manifest['metadata'] as { namespace?: string };
  return definition.namespaced
    ? `${root}/namespaces/${namespace ?? 'default'}/${definition.plural}`
    : `${root}/${definition.plural}`;
}

function nameOf(manifest: Manifest): string {
  return `${String(manifest['kind'])} ${(manifest['metadata'] as { name?: string }).name ?? ''}`.trim();
}
