import type { SubresourceDefinition, Verb } from '../../resources/resource-definition.ts';
import { get } from '../operations/get.ts';
import { patch } from '../operations/patch.ts';
import { update } from '../operations/update.ts';
import type { Operation } from '../resource-request.ts';
import { bind } from './binding.ts';
import { patchEphemeralContainers, updateEphemeralContainers } from './ephemeral-containers.ts';
import { evict } from './eviction.ts';
import { finalizeNamespace } from './finalize.ts';
import { getScale, patchScale, updateScale } from './scale.ts';
import { requestToken } from './token.ts';

type Operations = Partial<Record<Verb, Operation>>;

/** One line a subresource. Logs, exec, attach, port-forward and proxy are streams: http/streams.ts. */
export const subresourceOperations: Partial<Record<SubresourceDefinition['name'], Operations>> = {
  status: { get, update, patch },
  approval: { get, update, patch },
  scale: { get: getScale, update: updateScale, patch: patchScale },
  binding: { create: bind },
  eviction: { create: evict },
  token: { create: requestToken },
  finalize: { update: finalizeNamespace },
  resize: { get, update, patch },
  ephemeralcontainers: { get, update: updateEphemeralContainers, patch: patchEphemeralContainers },
};
