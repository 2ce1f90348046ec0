import { keyOf } from '../client/object-cache.ts';
import type { Pod } from '../client/objects.ts';
import { ContainerConfigError } from './container-environment.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { type PodVolume, podVolume } from './pod-volumes.ts';
import { payloadSources } from './volume-payload.ts';

/** After a failure, doubled with each further one (goroutinemap/exponentialbackoff). */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 122_000;

/** A pod's volumes: all of them set up, or none yet and tried again; kept as the API objects say. */
export class PodVolumeSet {
  readonly #context: KubeletContext;
  #mounted: ReadonlyMap<string, PodVolume> | undefined;
  /** ConfigMaps and Secrets in the volumes: `Secret/name`. */
  #sources: ReadonlySet<string> = new Set();
  #isOld = false;
  #notBeforeMs = 0;
  #retryMs = 0;

  constructor(context: KubeletContext) {
    this.#context = context;
  }

  /** `Secret/name` has come or changed. False when that is no concern of the pod's. */
  sourceChanged(source: string): boolean {
    if (this.#mounted && !this.#sources.has(source)) return false;
    this.podChanged();
    return true;
  }

  /** Its labels, annotations or something it needs are others: looks again at the next sync. */
  podChanged(): void {
    this.#isOld = true;
    this.#notBeforeMs = 0;
  }

  /** By name; undefined while something they need is missing. */
  mount(pod: Pod): ReadonlyMap<string, PodVolume> | undefined {
    if (this.#mounted) {
      if (this.#isOld) this.#refresh(pod, this.#mounted);
      return this.#mounted;
    }
    const { clock } = this.#context;
    if (clock.now() < this.#notBeforeMs) return undefined;
    const volumes = this.#setUp(pod);
    if (!volumes) {
      this.#retryMs = Math.min(Math.max(2 * this.#retryMs, FIRST_RETRY_MS), LONGEST_RETRY_MS);
      this.#notBeforeMs = clock.now() + this.#retryMs;
      this.#context.requeue(keyOf(pod), this.#retryMs);
      return undefined;
    }
    this.#sources = payloadSources(pod.spec.volumes);
    this.#isOld = false;
    this.#mounted = volumes;
    return volumes;
  }

  /** All of them; undefined when one or more failed. */
  #setUp(pod: Pod): Map<string, PodVolume> | undefined {
    const all = pod.spec.volumes ?? [];
    const volumes = new Map<string, PodVolume>();
    for (const volume of all) {
      try {
        volumes.set(volume.name, podVolume(this.#context, pod, volume));
      } catch (error) {
        if (!(error instanceof ContainerConfigError)) throw error;
        this.#fail(pod, volume.name, error);
      }
    }
    return volumes.size === all.length ? volumes : undefined;
  }

  /** What is no longer there stays as it was. */
  #refresh(pod: Pod, volumes: ReadonlyMap<string, PodVolume>): void {
    this.#isOld = false;
    for (const [name, volume] of volumes) {
      try {
        volume.refresh(pod);
      } catch (error) {
        if (!(error instanceof ContainerConfigError)) throw error;
        this.#fail(pod, name, error);
      }
    }
  }

  #fail(pod: Pod, volume: string, { message }: ContainerConfigError): void {
    const text = `MountVolume.SetUp failed for volume "${volume}" : ${message}`;
    this.#context.events.event(pod, 'Warning', 'FailedMount', text);
  }
}
