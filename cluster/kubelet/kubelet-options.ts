import type { Activity } from '../client/activity.ts';
import type { Client } from '../client/client.ts';
import type { EventRecorder } from '../client/events.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import type { Clock } from '../machinery/clock.ts';
import type { FileSystem } from '../machinery/file-system.ts';
import type { NameRecordType, ProcessTable, ProgramTable } from '../machinery/machine.ts';
import type { MachineLogger } from '../machinery/process-table.ts';
import type { Processor } from '../machinery/processor.ts';
import type { Random } from '../machinery/random.ts';
import type { Host, Network } from '../network/network.ts';
import type { ImageRegistry } from './image.ts';
import type { KubeletJournal } from './kubelet-journal.ts';
import type { NodeSnapshot } from './node-snapshot.ts';

export interface KubeletOptions {
  readonly node: {
    readonly name: string;
    /** InternalIP: 10.100.1.10 */
    readonly address: string;
    /** 192.168.1.0/24 */
    readonly podCidr: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  };
  /** With the node's identity, `system:node:NAME`. */
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly network: Network;
  /** The node's own network host, with its bridge cni0. */
  readonly nodeHost: Host;
  /** The node's own files, which hostPath volumes show. */
  readonly nodeFiles: FileSystem;
  /** The node's own processes, in which its daemons are listed; absent where there is no machine. */
  readonly nodeProcesses?: () => ProcessTable;
  readonly images: ImageRegistry;
  /** General programs of containers: sh, cat, curl … */
  readonly programs: ProgramTable;
  readonly clock: Clock;
  readonly random: Random;
  /** The host's processor time, shared by all machines of the cluster. */
  readonly processor?: Processor;
  readonly activity: Activity;
  /** `real`: pulls and starts take believable time. */
  readonly pace: () => 'real' | 'instant';
  readonly logger: MachineLogger;
  /** Instead of questions to the servers of a pod's resolv.conf: IPv4 addresses of a name. Throws ENOTFOUND. */
  readonly lookup?: (name: string, namespace: string) => Promise<string[]>;
  /** Other records of a name, asked from a pod of this namespace. */
  readonly records?: (name: string, type: NameRecordType, namespace: string) => string[];
  /** A service account's token for its pods; absent: pods get none. */
  readonly serviceAccountToken?: (
    namespace: string,
    serviceAccount: string,
    order: { readonly pod: string; readonly audience?: string; readonly expirationSeconds?: number },
  ) => string;
  /** What ran here before: it is taken up again, and nothing is told of it. Absent: the node is new. */
  readonly found?: NodeSnapshot | undefined;
  /** Address of kube-dns, for /etc/resolv.conf. */
  readonly clusterDns: string;
}

/** What the parts of a kubelet share. */
export interface KubeletContext extends KubeletOptions {
  readonly events: EventRecorder;
  readonly journal: KubeletJournal;
  /** Looks at the pod again, soon. */
  readonly requeue: (podKey: string, afterMs?: number) => void;
  /** An image has been pulled that was not there. */
  readonly imagesChanged: () => void;
}
