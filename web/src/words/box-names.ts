import type { Trace } from '../../../server/schemas/trace.ts';
import { podSuffix, shorten } from '../map/names.ts';

type Box = Trace['boxes'][number];

/** A pod's name without what its ReplicaSet and its pod template added. */
export const baseName = (pod: string): string => pod.replace(/(-[a-z0-9]{6,10})?-[a-z0-9]{5}$/, '');

/** What fits a stub: `you`, `lb-red`, `node3`, `ingress-nginx`, `w4m6z`. */
export function stubName(box: Box): string {
  if (box.kind === 'client') return 'you';
  if (box.kind === 'proxy') return shorten(baseName(box.name).replace(/-controller$/, ''), 16);
  return box.kind === 'pod' ? podSuffix(box.name) : box.name;
}

/** What a sentence calls it: `the ingress-nginx pod`, `the red pod`. */
export function sentenceName(box: Box): string {
  if (box.kind === 'client') return 'you';
  if (box.kind === 'proxy' || box.kind === 'pod') return `the ${baseName(box.name).replace(/-controller$/, '')} pod`;
  return box.name;
}

/** At the start of a sentence. A machine's name stays as it is written. */
export const capital = (name: string): string =>
  /^(the |you$)/.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
