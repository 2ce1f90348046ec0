import { admitConnect } from '../admission/admit.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import { booleanParameter } from './boolean-parameter.ts';

/** Asks admission about an exec, attach or port-forward. Throws the refusal. */
export async function admitStream(server: ServerState, request: ResourceRequest): Promise<void> {
  const { subresource, query } = request;
  const base = { apiVersion: 'v1', metadata: {} };
  if (subresource === 'portforward') {
    const ports = query.getAll('ports').map(Number);
    await admitConnect(server, request, { ...base, kind: 'PodPortForwardOptions', ports });
  } else if (subresource !== 'log') {
    const flag = (name: string) => booleanParameter(query, name);
    const streams = { stdin: flag('stdin'), stdout: flag('stdout'), stderr: flag('stderr'), tty: flag('tty') };
    const container = query.get('container') ?? '';
    const options =
      subresource === 'exec'
        ? { ...base, kind: 'PodExecOptions', ...streams, container, command: query.getAll('command') }
        : { ...base, kind: 'PodAttachOptions', ...streams, container };
    await admitConnect(server, request, options);
  }
}
