import type { Topology } from '../../../server/schemas/topology.ts';
import type { Trace } from '../../../server/schemas/trace.ts';

type Rule = Topology['nodes'][number]['rules'][number];

/** A rule that a request met: on which node, and what it was addressed to. */
export interface RuleHit {
  readonly node: string;
  readonly rule: Rule;
  /** Index of the box from which on it counts as met. */
  readonly box: number;
}

/** The rules that rewrote a request or stopped it, in its own order: at nodes that received it, and on the way out of a pod. */
export function ruleHits(trace: Trace, nodes: Topology['nodes']): RuleHit[] {
  const hits: RuleHit[] = [];
  const meet = (node: string | undefined, to: string | undefined, box: number): void => {
    const rules = nodes.find((one) => one.id === node || one.name === node)?.rules ?? [];
    const rule =
      to === undefined ? undefined : rules.find((r) => r.match === to || r.match === to.slice(to.lastIndexOf(':')));
    if (rule && node) hits.push({ node: nodes.find((one) => one.id === node || one.name === node)!.id, rule, box });
  };
  trace.boxes.forEach((box, i) => {
    if (box.kind === 'node') meet(box.id, box.received?.to, i);
    const leg = trace.legs.find((one) => one.from === box.id && one.to === trace.boxes[i + 1]?.id);
    for (const rewrite of leg?.rewrites ?? [])
      if (rewrite.kind === 'DNAT') meet(box.node ?? undefined, rewrite.before, i);
  });
  return hits;
}
