import type { RuntimeContainer, RuntimeImage, RuntimeSandbox } from '../../../cluster/machinery/node-services.ts';
import { containerAnnotations, containerLabels, sandboxJson } from './crictl-json.ts';
import { dockerDuration } from './docker-units.ts';

function pairs(title: string, values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return lines.length === 0 ? '' : `${title}:\n${lines.map(([key, value]) => `\t${key} -> ${value}\n`).join('')}`;
}

/** `crictl ps -v` */
export function describeContainer(container: RuntimeContainer, imageId: string, nowMs: number): string {
  return `ID: ${container.id}
PodID: ${container.sandbox.id}
Namespace: ${container.sandbox.namespace}
Name: ${container.name}
Attempt: ${container.attempt}
State: ${container.state}
Image: ${imageId}
Created: ${dockerDuration(nowMs - container.startedMs)} ago
${pairs('Labels', containerLabels(container))}${pairs('Annotations', containerAnnotations(container))}
`;
}

/** `crictl pods -v` */
export function describeSandbox(sandbox: RuntimeSandbox): string {
  const { labels, annotations } = sandboxJson(sandbox);
  const created = new Date(sandbox.createdMs).toISOString().replace('T', ' ').replace('Z', '000000 +0000 UTC');
  return `ID: ${sandbox.id}
Name: ${sandbox.name}
UID: ${sandbox.uid}
Namespace: ${sandbox.namespace}
Status: ${sandbox.ready ? 'Ready' : 'NotReady'}
Created: ${created}
${pairs('Labels', labels)}${pairs('Annotations', annotations)}Runtime: (default)

`;
}

/** `crictl images -v` */
export function describeImage({ id, repository, tag, digest, sizeBytes }: RuntimeImage): string {
  return `ID: ${id}
RepoTags: ${repository}:${tag}
RepoDigests: ${repository}@${digest}
Size: ${sizeBytes}

`;
}
