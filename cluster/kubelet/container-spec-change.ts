import type { Container, EphemeralContainer } from 'kubernetes-types/core/v1.js';
import { deepEqual } from '../client/deep-equal.ts';
import type { Pod } from '../client/objects.ts';
import { BackOff } from './back-off.ts';
import type { ContainerState } from './container-state.ts';
import { isRunning } from './container-state.ts';

type ResizePolicy = { readonly resourceName: string; readonly restartPolicy: string };

/**
 * Takes over what may change in the containers of a running pod: images, and resources (in-place resize). Gives why a
 * running container has to be restarted, as the Killing event says it.
 */
export function adoptSpec(state: ContainerState, pod: Pod): string | undefined {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  const all: readonly (Container | EphemeralContainer)[] = [...containers, ...initContainers, ...ephemeralContainers];
  const wanted = all.find(({ name }) => name === state.spec.name);
  if (!wanted || wanted === state.spec) return undefined;
  const before = state.spec;
  state.spec = wanted;
  if (wanted.image !== before.image) {
    // Back-offs are kept by image.
    state.pulls = new BackOff();
    state.nextLookMs = 0;
    if (!state.run) state.notBeforeMs = 0;
  }
  if (!isRunning(state)) return undefined;
  if (wanted.image !== before.image) return `Container ${before.name} definition changed, will be restarted`;
  const changed = ['cpu', 'memory'].filter(
    (name) =>
      !deepEqual(before.resources?.limits?.[name], wanted.resources?.limits?.[name]) ||
      !deepEqual(before.resources?.requests?.[name], wanted.resources?.requests?.[name]),
  );
  const { resizePolicy = [] } = wanted as { resizePolicy?: readonly ResizePolicy[] };
  const restarts = resizePolicy.some(
    ({ resourceName, restartPolicy }) => restartPolicy === 'RestartContainer' && changed.includes(resourceName),
  );
  if (!restarts) state.run?.memory.adopt(wanted);
  return restarts ? `Container ${before.name} resize requires restart` : undefined;
}
