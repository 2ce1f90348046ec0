import type { HorizontalPodAutoscaler } from '../../client/objects.ts';
import type { GroupVersionResource, KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { ControllerContext } from '../controller.ts';

/** autoscaling/v1 Scale, as far as it is looked at. */
export interface Scale extends KubernetesObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

export interface ScaleTarget {
  readonly resource: GroupVersionResource;
  readonly scale: Scale;
}

/** The scale of what an autoscaler is for. Throws what the API server says, or that there is no such kind. */
export async function readScale(
  { client, resources }: ControllerContext,
  { metadata, spec }: HorizontalPodAutoscaler,
): Promise<ScaleTarget> {
  const { kind, name, apiVersion = '' } = spec.scaleTargetRef;
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
  const resource = resources.find((each) => each.kind === kind && each.group === group);
  if (!resource) throw new Error(`no matches for kind "${kind}" in group "${group}"`);
  // The server answers a Scale, and nothing else, under this path.
  const scale = (await client.resource(resource).getSubresource(name, 'scale', metadata.namespace)) as Scale;
  return { resource, scale };
}

export async function writeScale(
  { client }: ControllerContext,
  { resource, scale }: ScaleTarget,
  replicas: number,
): Promise<void> {
  const { name = '', namespace } = scale.metadata;
  const body = { ...scale, spec: { ...scale.spec, replicas } };
  await client.resource(resource).putSubresource(name, 'scale', body, namespace);
}
