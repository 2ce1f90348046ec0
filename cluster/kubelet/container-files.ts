import type { Container } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import type { FileSystem } from '../machinery/file-system.ts';
import type { ProgramTable } from '../machinery/machine.ts';
import { createMemoryFileSystem } from '../machinery/memory-file-system.ts';
import { standardFiles } from '../machinery/standard-files.ts';
import type { Image } from './image.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { mountFileSystems } from './mounted-file-system.ts';
import type { PodSandbox } from './pod-sandbox.ts';
import type { PodVolume } from './pod-volumes.ts';

const encoder = new TextEncoder();

export interface ContainerFilesOptions {
  readonly context: KubeletContext;
  readonly pod: Pod;
  readonly container: Container;
  readonly image: Image;
  readonly programs: ProgramTable;
  readonly sandbox: PodSandbox;
  /** By volume name. */
  readonly volumes: ReadonlyMap<string, PodVolume>;
}

/** A container's own files: the image's, what the kubelet manages in /etc, and its volumes as they were when it started. */
export function containerFiles(options: ContainerFilesOptions): FileSystem {
  const { context, pod, image, programs, sandbox } = options;
  const files = createMemoryFileSystem({ clock: context.clock, base: standardFiles('container', programs) });
  for (const [path, content] of Object.entries(image.files ?? {})) put(files, path, content);
  put(files, '/etc/hostname', `${sandbox.hostname}\n`);
  put(files, '/etc/hosts', hostsFile(pod, sandbox));
  put(files, '/etc/resolv.conf', resolvConf(pod, context.clusterDns));
  const shared = mountVolumes(files, options);
  return shared.size > 0 ? mountFileSystems(files, shared) : files;
}

/** Copies volumes into the container's files; gives those that are shared by where they are mounted. */
function mountVolumes(files: FileSystem, { container, volumes }: ContainerFilesOptions): Map<string, FileSystem> {
  const shared = new Map<string, FileSystem>();
  for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
    const content = volumes.get(name);
    const single = subPath === undefined ? undefined : content?.files.get(subPath);
    if (single !== undefined) put(files, mountPath, single);
    else {
      files.makeDirectory(mountPath, { recursive: true });
      for (const [path, text] of content?.files ?? []) put(files, `${mountPath.replace(/\/$/, '')}/${path}`, text);
      if (content?.shared && subPath === undefined) shared.set(mountPath, content.shared);
    }
  }
  return shared;
}

function put(files: FileSystem, path: string, content: string | Uint8Array): void {
  const directory = path.slice(0, path.lastIndexOf('/'));
  if (directory && !files.exists(directory)) files.makeDirectory(directory, { recursive: true });
  files.write(path, typeof content === 'string' ? encoder.encode(content) : content);
}

/** kubelet_pods.go managedHostsFileContent. */
function hostsFile(pod: Pod, { address, hostname }: PodSandbox): string {
  const aliases = (pod.spec.hostAliases ?? []).map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`);
  return [
    '# Kubernetes-managed hosts file.\n',
    '127.0.0.1\tlocalhost\n',
    '::1\tlocalhost ip6-localhost ip6-loopback\n',
    'fe00::0\tip6-localnet\n',
    'fe00::0\tip6-mcastprefix\n',
    'fe00::1\tip6-allnodes\n',
    'fe00::2\tip6-allrouters\n',
    `${address}\t${hostname}\n`,
    ...(aliases.length > 0 ? ['\n# Entries added by HostAliases.\n', ...aliases] : []),
  ].join('');
}

/** dnsPolicy ClusterFirst, or the node's resolver for the host network (pkg/kubelet/network/dns). */
function resolvConf(pod: Pod, clusterDns: string): string {
  const { dnsPolicy = 'ClusterFirst', dnsConfig, hostNetwork } = pod.spec;
  const inCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  const namespace = pod.metadata.namespace;
  const searches = [
    ...(inCluster ? [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'] : []),
    ...(dnsConfig?.searches ?? []),
  ];
  const servers = [...(inCluster ? [clusterDns] : []), ...(dnsConfig?.nameservers ?? [])];
  const options = (dnsConfig?.options ?? []).map(({ name, value }) =>
    value === undefined ? name : `${name}:${value}`,
  );
  const lines = [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(inCluster || options.length > 0
      ? [`options ${[...(inCluster ? ['ndots:5'] : []), ...options].join(' ')}`]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
