import { createHash } from 'node:crypto';
import type { Container, ContainerImage } from 'kubernetes-types/core/v1.js';
import type { EventSubject } from '../client/events.ts';
import { sleep } from '../machinery/clock.ts';
import type { Image } from './image.ts';
import { canonicalName, type ImageReference, parseImageReference } from './image-reference.ts';
import type { KubeletContext } from './kubelet-options.ts';

/** nodeStatusMaxImages */
const MAXIMUM_IMAGES = 50;
/** How long a pull takes at pace `real`, in milliseconds. */
const PULL_MS = { least: 800, most: 2000 };

/** Why an image is not there; `reason` is the waiting container's. */
export class ImageError extends Error {
  readonly reason: 'ErrImagePull' | 'ErrImageNeverPull' | 'InvalidImageName';
  constructor(reason: ImageError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The images of one node (pkg/kubelet/images): pulled once, or each time when the policy says so. */
export class ImagePuller {
  readonly #context: KubeletContext;
  /** As containerd names them, and as a pod did. */
  #present = new Map<string, string>();

  constructor(context: KubeletContext) {
    this.#context = context;
  }

  /** What has been pulled, as pods named it. */
  pulled(): string[] {
    return [...this.#present.values()];
  }

  /** It has been pulled before this kubelet started. */
  isPresent(text: string): void {
    const reference = parseImageReference(text);
    if (reference) this.#present.set(canonicalName(reference), text);
  }

  /** What is on the node, as its status lists it: largest first (nodestatus setters.go Images). */
  nodeImages(): ContainerImage[] {
    return [...this.#present]
      .map(([name, text]) => {
        const image = this.#context.images.find(text);
        return { names: [imageId(text), name], sizeBytes: image ? sizeOf(image) : 0 };
      })
      .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.names[1] ?? '').localeCompare(b.names[1] ?? ''))
      .slice(0, MAXIMUM_IMAGES);
  }

  /** The image, at once when it is there or pulling takes no time. Throws `ImageError`. */
  ensure(subject: EventSubject, container: Container): Image | Promise<Image> {
    const { events, images, pace, random, clock } = this.#context;
    const text = container.image ?? '';
    const reference = parseImageReference(text);
    const options = { fieldPath: `spec.containers{${container.name}}` };
    if (!reference) {
      events.event(subject, 'Warning', 'InspectFailed', invalidName(text), options);
      throw new ImageError('InvalidImageName', invalidName(text));
    }
    const name = canonicalName(reference);
    const policy = container.imagePullPolicy ?? (reference.tag === 'latest' ? 'Always' : 'IfNotPresent');
    const image = images.find(text);
    if (image && this.#present.has(name) && policy !== 'Always') {
      events.event(subject, 'Normal', 'Pulled', `Container image "${text}" already present on machine`, options);
      return image;
    }
    if (policy === 'Never') {
      const message = `Container image "${text}" is not present with pull policy of Never`;
      events.event(subject, 'Warning', 'ErrImageNeverPull', message, options);
      throw new ImageError('ErrImageNeverPull', message);
    }
    events.event(subject, 'Normal', 'Pulling', `Pulling image "${text}"`, options);
    const tookMs = this.#present.has(name) ? 200 : PULL_MS.least + random.integer(PULL_MS.most - PULL_MS.least);
    const finish = () => {
      if (!image) throw new ImageError('ErrImagePull', this.#pullError(reference));
      if (!this.#present.has(name)) {
        this.#present.set(name, text);
        this.#context.imagesChanged();
      }
      const took = goDuration(pace() === 'instant' ? 1 : tookMs);
      const size = sizeOf(image);
      const message = `Successfully pulled image "${text}" in ${took} (${took} including waiting). Image size: ${size} bytes.`;
      events.event(subject, 'Normal', 'Pulled', message, options);
      return image;
    };
    return pace() === 'instant' ? finish() : sleep(clock, tookMs).then(finish);
  }

  /** What containerd answers for what a registry does not have; cri-client leaves the code Unknown out. */
  #pullError(reference: ImageReference): string {
    const name = canonicalName(reference);
    const resolving = `failed to pull and unpack image "${name}": failed to resolve reference "${name}"`;
    const repositoryExists = this.#context.images.find(reference.repository) !== undefined || !isDockerHub(reference);
    return repositoryExists
      ? `rpc error: code = NotFound desc = ${resolving}: ${name}: not found`
      : `${resolving}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
  }
}

function sizeOf({ sizeBytes, repository }: Image): number {
  return sizeBytes ?? 20_000_000 + (repository.length % 10) * 3_141_592;
}

/** `docker.io/library/nginx@sha256:…`: the digest is made from the name, the same on every node. */
export function imageId(text: string): string {
  const reference = parseImageReference(text);
  if (!reference) return '';
  const digest = reference.digest ?? `sha256:${createHash('sha256').update(canonicalName(reference)).digest('hex')}`;
  return `${reference.repository}@${digest}`;
}

/** How containerd spells the image's name: `docker.io/library/nginx:latest`. */
export function fullImageName(text: string): string {
  const reference = parseImageReference(text);
  return reference ? canonicalName(reference) : text;
}

function isDockerHub({ repository }: ImageReference): boolean {
  return repository.startsWith('docker.io/');
}

function invalidName(text: string): string {
  return `Failed to apply default image tag "${text}": couldn't parse image name "${text}": invalid reference format`;
}

/** Go's Duration for a few seconds: `1.234s`, `56ms`. */
function goDuration(ms: number): string {
  return ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
}
