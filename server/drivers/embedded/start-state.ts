import type { ApiTransport } from '../../../cluster/machinery/api-transport.ts';
import type { Machine } from '../../../cluster/machinery/machine.ts';
import { resourceDefinitions } from '../../../cluster/resources/resource-table.ts';
import { withLastApplied } from '../../../shell/kubectl/patch/last-applied.ts';
import type { StartState } from '../../labs/lab.ts';
import { runScript } from './run-script.ts';

const ADMINISTRATOR = {
  name: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:masters', 'system:authenticated'],
};

type Manifest = StartState['manifests'][number];

/**
 * Creates the objects of a lab's start state, in order, as cluster-admin. They carry what `kubectl apply` leaves, so that
 * a learner may apply a changed manifest over them and what it leaves out goes.
 */
export async function applyManifests(api: ApiTransport, manifests: readonly Manifest[]): Promise<void> {
  for (const manifest of manifests) {
    const { path, object } = placed(manifest);
    const response = await api.send({
      method: 'POST',
      path,
      body: withLastApplied(object),
      user: ADMINISTRATOR,
      userAgent: 'kubectl-client-side-apply',
    });
    if (response.status >= 400) {
      const { message } = response.body as { message?: string };
      throw new Error(`the start state's ${nameOf(manifest)} was refused: ${message ?? response.status}`);
    }
  }
}

/** Runs the start state's script on the checker. Throws with what it printed when it fails. */
export async function runSetup(checker: Machine, script: string): Promise<void> {
  const { code, stdout, stderr } = await runScript(checker, `set -euo pipefail\n${script}`);
  if (code !== 0) throw new Error(`start/setup.sh ended with exit code ${code}: ${(stderr || stdout).trim()}`);
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

/** Where an object is created, and the object with the namespace that kubectl would fill in. */
function placed(manifest: Manifest): { path: string; object: Manifest } {
  const [version, group = ''] = String(manifest['apiVersion']).split('/').reverse();
  const definition = resourceDefinitions.find(
    (candidate) =>
      candidate.group === group && candidate.version === version && candidate.kind === String(manifest['kind']),
  );
  if (!definition) throw new Error(`the start state's ${nameOf(manifest)} is of a kind that the cluster does not have`);
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  if (!definition.namespaced) return { path: `${root}/${definition.plural}`, object: manifest };
  const metadata = { namespace: 'default', ...(manifest['metadata'] as { namespace?: string }) };
  return { path: `${root}/namespaces/${metadata.namespace}/${definition.plural}`, object: { ...manifest, metadata } };
}

function nameOf(manifest: Manifest): string {
  return `${String(manifest['kind'])} ${(manifest['metadata'] as { name?: string }).name ?? ''}`.trim();
}
