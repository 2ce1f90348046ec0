import type { Pod } from '../client/objects.ts';
import type { Clock } from '../machinery/clock.ts';
import type { Journal, JournalEntry } from '../machinery/node-services.ts';
import type { ContainerState } from './container-state.ts';

/** What is kept of a node's journal. */
const LIMIT_ENTRIES = 400;
const TROUBLES = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

export type Severity = 'I' | 'W' | 'E';

/** What systemd and the kubelet of one node say: klog's lines, worded as those of a kubelet 1.34 at verbosity 0. */
export class KubeletJournal implements Journal {
  readonly #clock: Clock;
  #entries: JournalEntry[] = [];
  readonly #listeners = new Set<(entry: JournalEntry) => void>();
  readonly #troubles = new WeakMap<ContainerState, string>();
  readonly #known = new Map<string, 'added' | 'running'>();
  pid: number;

  constructor(clock: Clock, pid: number) {
    this.#clock = clock;
    this.pid = pid;
  }

  entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  onEntry(listener: (entry: JournalEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** systemd about a unit. */
  systemd(unit: string, message: string): void {
    this.#add({ unit, identifier: 'systemd', pid: 1, message });
  }

  /** One line of the kubelet; `place`: the source file and line that it comes from. */
  say(severity: Severity, place: string, message: string): void {
    const { pid } = this;
    const header = `${severity}${klogTime(this.#clock.now())} ${String(pid).padStart(7)} ${place}]`;
    this.#add({ unit: 'kubelet', identifier: 'kubelet', pid, message: `${header} ${message}` });
  }

  started(node: string, version: string, isKnown: boolean): void {
    this.say('I', 'server.go:529', `"Kubelet version" kubeletVersion="${version}"`);
    this.say('I', 'server.go:531', '"Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""');
    this.say('I', 'kubelet.go:475', '"Attempting to sync node with API server"');
    this.say('I', 'kubelet.go:387', '"Adding apiserver pod source"');
    this.say(
      'I',
      'kuberuntime_manager.go:291',
      '"Container runtime initialized" containerRuntime="containerd" version="2.1.5" apiVersion="v1"',
    );
    this.say('I', 'server.go:1262', '"Started kubelet"');
    this.say('I', 'volume_manager.go:313', '"Starting Kubelet Volume Manager"');
    this.say('I', 'reconciler.go:29', '"Reconciler: start to sync state"');
    this.say('I', 'status_manager.go:244', '"Starting to sync pod status with apiserver"');
    this.say('I', 'kubelet_node_status.go:75', `"Attempting to register node" node="${node}"`);
    if (isKnown) this.say('I', 'kubelet_node_status.go:124', `"Node was previously registered" node="${node}"`);
    this.say('I', 'kubelet_node_status.go:78', `"Successfully registered node" node="${node}"`);
  }

  /** A pod has been looked at: what is new about it. */
  podSynced(pod: Pod, containers: readonly ContainerState[]): void {
    const { uid } = pod.metadata;
    if (!this.#known.has(uid)) {
      this.#known.set(uid, 'added');
      for (const { name, ...source } of pod.spec.volumes ?? []) this.#volume(pod, name, Object.keys(source)[0] ?? '');
    }
    for (const state of containers) this.#trouble(pod, state);
    if (this.#known.get(uid) === 'added' && pod.status?.phase === 'Running') {
      this.#known.set(uid, 'running');
      this.#startup(pod);
    }
  }

  podRemoved(uid: string): void {
    this.#known.delete(uid);
  }

  #volume(pod: Pod, name: string, source: string): void {
    const { namespace, name: podName, uid } = pod.metadata;
    const plugin = PLUGINS[source] ?? source.toLowerCase();
    this.say(
      'I',
      'reconciler_common.go:251',
      `"operationExecutor.VerifyControllerAttachedVolume started for volume \\"${name}\\" (UniqueName: \\"kubernetes.io/${plugin}/${uid}-${name}\\") pod \\"${podName}\\" (UID: \\"${uid}\\") " pod="${namespace}/${podName}"`,
    );
  }

  #trouble(pod: Pod, state: ContainerState): void {
    const {
      waiting,
      spec: { name },
    } = state;
    const text = waiting && TROUBLES.has(waiting.reason) ? `${waiting.reason}: ${waiting.message ?? ''}` : '';
    if (this.#troubles.get(state) === text) return;
    this.#troubles.set(state, text);
    if (text === '' || !waiting) return;
    const { namespace, name: podName, uid } = pod.metadata;
    const problem = `failed to \\"StartContainer\\" for \\"${name}\\" with ${waiting.reason}: ${JSON.stringify(JSON.stringify(waiting.message ?? '')).slice(1, -1)}`;
    this.say(
      'E',
      'pod_workers.go:1324',
      `"Error syncing pod, skipping" err="${problem}" pod="${namespace}/${podName}" podUID="${uid}"`,
    );
  }

  #startup(pod: Pod): void {
    const { namespace, name, creationTimestamp } = pod.metadata;
    const created = Date.parse(creationTimestamp ?? '') || this.#clock.now();
    const seconds = `${(this.#clock.now() - created) / 1000}`;
    this.say(
      'I',
      'pod_startup_latency_tracker.go:104',
      `"Observed pod startup duration" pod="${namespace}/${name}" podStartSLOduration=${seconds} podStartE2EDuration="${seconds}s" podCreationTimestamp="${goTime(created)}"`,
    );
  }

  #add(entry: Omit<JournalEntry, 'atMs'>): void {
    const added = { ...entry, atMs: this.#clock.now() };
    this.#entries.push(added);
    if (this.#entries.length > LIMIT_ENTRIES) this.#entries = this.#entries.slice(-LIMIT_ENTRIES / 2);
    for (const listener of [...this.#listeners]) listener(added);
  }
}

const PLUGINS: Readonly<Record<string, string>> = {
  hostPath: 'host-path',
  emptyDir: 'empty-dir',
  downwardAPI: 'downward-api',
};

/** `0105 09:00:00.123000` */
function klogTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`;
}

function goTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}
