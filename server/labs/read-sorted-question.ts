import type { Static } from 'typebox';
import type { MatchQuestion, OrderQuestion } from './lab.ts';
import type { QUESTION_SCHEMAS } from './lab-source.ts';
import { renderMarkdown } from './markdown.ts';
import { type Fail, type Place, questionBase } from './question-base.ts';

type OrderSource = Static<(typeof QUESTION_SCHEMAS)['order']['schema']>;
type MatchSource = Static<(typeof QUESTION_SCHEMAS)['match']['schema']>;

export function readOrder(written: OrderSource, place: Place, fail: Fail): OrderQuestion | null {
  const twice = repeated(written.options.map((option) => option.id));
  if (twice !== undefined) return fail(`two options of \`${written.id}\` have the same \`id\``);
  const items = written.options.map(readItem);
  return {
    ...questionBase(written, place, { kind: 'order', options: shuffled(items, written.id) }),
    ...sorted(written),
    kind: 'order',
    items,
  };
}

export function readMatch(written: MatchSource, place: Place, fail: Fail): MatchQuestion | null {
  for (const list of [written.options, written.targets]) {
    if (repeated(list.map((entry) => entry.id)) !== undefined)
      return fail(`two options or targets of \`${written.id}\` have the same \`id\``);
  }
  const known = written.targets.map((target) => target.id);
  const stray = written.options.find((option) => !known.includes(option.match));
  if (stray)
    return fail(`option \`${stray.id}\` of \`${written.id}\` matches \`${stray.match}\`, which is none of its targets`);
  const items = written.options.map((option) => ({ ...readItem(option), target: option.match }));
  const targets = written.targets.map(({ id, text }) => ({ id, text: String(text) }));
  return {
    ...questionBase(written, place, { kind: 'match', options: items, targets: shuffled(targets, written.id) }),
    ...sorted(written),
    kind: 'match',
    items,
    targets,
  };
}

function readItem({ id, text, explain }: { id: string; text: string | number; explain?: string }) {
  return { id, text: String(text), explanationHtml: renderMarkdown(explain ?? '') };
}

function sorted(written: OrderSource | MatchSource) {
  return {
    otherwiseHtml: renderMarkdown(written.otherwise),
    rightHtml: renderMarkdown(written.right ?? ''),
    key: written.key ?? null,
  };
}

function repeated(ids: readonly string[]): string | undefined {
  return ids.find((id, at) => ids.indexOf(id) !== at);
}

/** The same for everybody, so that learners can talk about it; never the order that was written. */
function shuffled<T extends { readonly id: string }>(items: readonly T[], seed: string): T[] {
  const places = items.map((item) => ({ item, place: hash(`${seed}/${item.id}`) }));
  const mixed = places.sort((a, b) => a.place - b.place).map(({ item }) => item);
  const unchanged = mixed.every((item, at) => item === items[at]);
  return unchanged ? [...mixed.slice(1), ...mixed.slice(0, 1)] : mixed;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
