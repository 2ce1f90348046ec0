import { logLine } from '../images/http-service.ts';
import { cleanUpAllModes } from '../kube-proxy/clean-up.ts';
import { ConfigurationError, type ProxyConfiguration, parseConfiguration } from '../kube-proxy/proxy-configuration.ts';
import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import type { ClusterNode } from './nodes.ts';

/** What a bare `kube-proxy` takes: this cluster's own addresses. */
const WITHOUT_FILE = `kind: KubeProxyConfiguration
clusterCIDR: 192.168.0.0/16
`;

/**
 * kube-proxy's image: its main process runs the kube-proxy of the node with its network host, in the mode that its `--config` names,
 * so that a pod that is not there means rules that are no longer kept. `--cleanup` removes what any mode has left, and ends.
 */
export function createKubeProxyImage(nodeOfHost: (hostId: string) => ClusterNode | undefined): Image {
  return {
    repository: 'registry.k8s.io/kube-proxy',
    sizeBytes: 25_963_718,
    entrypoint: ['/usr/local/bin/kube-proxy'],
    programs: {
      'kube-proxy': (process: Process) => runKubeProxy(process, nodeOfHost(process.machine.network.hostId)),
    },
  };
}

async function runKubeProxy(process: Process, node: ClusterNode | undefined): Promise<number> {
  let configuration: ProxyConfiguration;
  try {
    configuration = readConfiguration(process);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    logLine(process, klogLine(process, 'E', 'run.go:72', `"command failed" err=${JSON.stringify(error.message)}`));
    return 1;
  }
  if (process.args.some((argument) => argument === '--cleanup' || argument === '--cleanup=true')) {
    if (node) await cleanUpAllModes(node.host);
    return 0;
  }
  const line = MODE_LINES[configuration.mode];
  logLine(process, klogLine(process, 'I', `server_linux.go:${line}`, `"Using ${configuration.mode} Proxier"`));
  const run = node?.kubeProxy.start(configuration);
  await ended(process);
  run?.stop();
  return 0;
}

/** Where its source says which proxier it uses. */
const MODE_LINES = { iptables: 132, ipvs: 189, nftables: 246 } as const;

function readConfiguration({ args, machine }: Process): ProxyConfiguration {
  const path = flagValue(args, '--config');
  if (path === undefined) return parseConfiguration(WITHOUT_FILE);
  if (!machine.files.exists(path)) {
    throw new ConfigurationError(`failed complete: open ${path}: no such file or directory`);
  }
  return parseConfiguration(Buffer.from(machine.files.read(path)).toString());
}

function flagValue(args: readonly string[], name: string): string | undefined {
  const at = args.findLastIndex((argument) => argument === name || argument.startsWith(`${name}=`));
  const given = args[at];
  return given === name ? args[at + 1] : given?.slice(name.length + 1);
}

/** `I0105 09:00:00.000000       1 server_linux.go:132] "Using iptables Proxier"` */
function klogLine({ machine }: Process, severity: 'I' | 'E', place: string, text: string): string {
  const time = new Date(machine.clock.now()).toISOString();
  const day = `${time.slice(5, 7)}${time.slice(8, 10)}`;
  return `${severity}${day} ${time.slice(11, 23)}000       1 ${place}] ${text}`;
}
