import type { Topology } from '../../../server/schemas/topology.ts';
import { shorten, withoutPrefix } from './names.ts';

type Rule = Topology['nodes'][number]['rules'][number];

/** A Service as it is written on a node: one line in the node's strip of rules. */
export interface RuleLine {
  readonly key: string;
  readonly rule: Rule;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const order: Record<Rule['kind'], number> = { nodePort: 0, loadBalancer: 1, hostPort: 2, clusterIP: 3 };

export const ruleKey = (rule: Rule): string => `${rule.service} ${rule.match}`;

/** The two lines that are written, one above the rail and one below it, and how many are left out. */
export function ruleLines(
  rules: readonly Rule[],
  strip: { x: number; y: number; width: number },
  slim: boolean,
  hit: readonly string[],
): { lines: RuleLine[]; hiddenRules: number } {
  const rank = (rule: Rule): number => {
    const recent = hit.indexOf(ruleKey(rule));
    return (recent < 0 ? 1000 : recent) + (systemRule(rule) ? 100 : 0) + order[rule.kind] * 10;
  };
  const chosen = rules
    .map((rule, i) => ({ rule, i }))
    .filter(({ rule }) => !systemRule(rule) || hit.includes(ruleKey(rule)))
    .sort((a, b) => rank(a.rule) - rank(b.rule) || a.i - b.i)
    .slice(0, 2)
    // A line keeps its place when another one is hit.
    .sort((a, b) => order[a.rule.kind] - order[b.rule.kind] || a.i - b.i);
  const lines = chosen.map(({ rule }, i) => ({
    key: ruleKey(rule),
    rule,
    text: fittingText(rule, slim, strip.width - 6),
    x: strip.x + 3,
    y: strip.y + (i === 0 ? 3 : 35),
    width: strip.width - 6,
    height: 18,
  }));
  return { lines, hiddenRules: rules.length - lines.length };
}

const systemRule = (rule: Rule): boolean =>
  rule.service.startsWith('kube-system/') || rule.service.startsWith('default/kubernetes');

/** Widest character of the rule's face in the drawing's units, by the font size of the stylesheet. */
const characterWidth = { wide: 6.85, slim: 7.65 };

/** The fullest wording that fits the strip: the share goes first, then the port, then the common prefix. */
function fittingText(rule: Rule, slim: boolean, width: number): string {
  const room = Math.floor((width - 8) / (slim ? characterWidth.slim : characterWidth.wide));
  const wordings = [
    ...(slim ? [] : [ruleText(rule), ruleText({ ...rule, match: withoutPort(rule.match) })]),
    ruleText({ ...rule, match: withoutPrefix(rule.match), to: rule.to.map(withoutPrefix) }),
    shortText(rule),
  ];
  return wordings.find((text) => text.length <= room) ?? shorten(shortText(rule), room);
}

const withoutPort = (match: string): string => match.replace(/(?<=.):\d+$/, '');
const serviceName = (rule: Rule): string => rule.service.split('/')[1]?.split(':')[0] ?? rule.service;

/** `:32000 → 192.168.1.20:80`, `10.96.88.4:80 → red, 1 of 2`. */
export function ruleText(rule: Rule): string {
  if (rule.verdict === 'reject') return `${rule.match} → nobody: reject`;
  if (rule.verdict === 'drop') return `${rule.match} → nobody here: drop`;
  const [only] = rule.to;
  if (rule.kind !== 'clusterIP' && rule.to.length === 1 && only) return `${rule.match} → ${only}`;
  return `${rule.match} → ${serviceName(rule)}${rule.to.length < 2 ? '' : `, 1 of ${rule.to.length}`}`;
}

function shortText(rule: Rule): string {
  const match = withoutPrefix(rule.match);
  return `${match} → ${rule.verdict === 'forward' ? serviceName(rule) : rule.verdict}`;
}
