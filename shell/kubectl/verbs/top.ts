import type { Verb } from '../verb.ts';
import { topNode } from './top-node.ts';
import { topPod } from './top-pod.ts';

const children = [topNode, topPod];

export const top: Verb = {
  name: 'top',
  usage: 'top node|pod',
  flags: {},
  children,
  isGroup: true,
  run: () => Promise.resolve(1),
};
