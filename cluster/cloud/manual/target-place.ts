import { parseAddress } from '../../network/address.ts';
import { isPodAddress } from '../balancing/load-balancers.ts';
import { cloudErrors } from '../cloud-error.ts';

/** What targets of a balancer are: nodes (and whatever else has an address outside the pod network), or pods. */
export type TargetKind = 'nodes' | 'pods';

export interface TargetPlaces {
  /** Addresses of nodes by name. */
  readonly nodes: () => ReadonlyMap<string, string>;
  /** Addresses of running pods by `NAMESPACE/NAME`. */
  readonly pods: () => ReadonlyMap<string, string>;
}

/** One target as it was written, and where that is. */
export interface TargetPlace {
  /** `node3:32000`, `10.100.1.12:32000` of no node, `default/web-0:8080` */
  readonly name: string;
  readonly node: string | null;
  readonly address: string;
  readonly port: number;
}

/** Reads NODE:PORT, ADDRESS:PORT, and for pods [NAMESPACE/]POD:PORT. Throws `CloudError`. */
export function readTarget(text: string, kind: TargetKind, places: TargetPlaces): TargetPlace {
  const match = /^((?:[a-z0-9][a-z0-9-]*\/)?[a-z0-9][a-z0-9.-]*):(\d{1,5})$/.exec(text);
  const [, place = '', portText = ''] = match ?? [];
  const port = Number(portText);
  if (!match || port < 1 || port > 65_535)
    throw kind === 'pods' ? cloudErrors.badPodTarget(text) : cloudErrors.badTarget(text);
  return kind === 'pods' ? podTarget(place, port, places) : nodeTarget(text, place, port, places);
}

function nodeTarget(text: string, place: string, port: number, places: TargetPlaces): TargetPlace {
  if (place.includes('/')) throw cloudErrors.badTarget(text);
  const nodes = places.nodes();
  const byAddress = [...nodes].find(([, address]) => address === place);
  const [node, address] = byAddress ?? [place, nodes.get(place) ?? place];
  if (isPodAddress(address)) throw cloudErrors.podNetwork(address);
  const known = nodes.has(node);
  if (!known && parseAddress(address) === undefined) throw cloudErrors.unknownNode(place, [...nodes.keys()]);
  return { name: `${known ? node : address}:${port}`, node: known ? node : null, address, port };
}

function podTarget(place: string, port: number, places: TargetPlaces): TargetPlace {
  const pods = places.pods();
  const wanted = place.includes('/') ? place : `default/${place}`;
  const [name, address] = [...pods].find(([pod, at]) => pod === wanted || at === place) ?? [];
  if (name !== undefined && address !== undefined) return { name: `${name}:${port}`, node: null, address, port };
  if (!isPodAddress(place)) throw cloudErrors.unknownPod(place);
  return { name: `${place}:${port}`, node: null, address: place, port };
}
