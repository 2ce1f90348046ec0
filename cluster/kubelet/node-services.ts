import type { NodeServices } from '../machinery/node-services.ts';
import type { AgentSwitch } from './agent-switch.ts';
import type { ImagePuller } from './image-puller.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { logTrees } from './log-trees.ts';
import type { PodWorker } from './pod-worker.ts';
import { runtimeView } from './runtime-view.ts';
import { NodeUnits } from './service-units.ts';

export interface NodeServicesOptions {
  readonly context: KubeletContext;
  readonly workers: () => readonly PodWorker[];
  readonly puller: ImagePuller;
  readonly agent: AgentSwitch;
}

/** What programs on the node ask systemd, the journal and containerd for. */
export function createNodeServices({ context, workers, puller, agent }: NodeServicesOptions): NodeServices {
  const { journal, clock, nodeProcesses } = context;
  const runtime = runtimeView({ context, workers, puller, isRunning: () => agent.isRuntimeOn });
  const logOf = (id: string) =>
    workers()
      .flatMap(({ containers }) => containers.flatMap(({ run, previous }) => [run, previous]))
      .find((run) => run?.id === id)?.log;
  const units = new NodeUnits({
    clock,
    processes: () => {
      if (!nodeProcesses) throw new Error('this kubelet runs on no machine');
      return nodeProcesses();
    },
    journal,
    actions: {
      kubelet: { start: () => agent.startAgent(), stop: () => agent.stopAgent() },
      containerd: { start: () => agent.startRuntime(), stop: () => agent.stopRuntime() },
    },
  });
  return { units, journal, runtime, trees: logTrees(runtime, logOf) };
}
