import { isMap } from '../json.ts';

const OPERATORS: Readonly<Record<string, (key: string, values: string) => string>> = {
  In: (key, values) => `${key} in (${values})`,
  NotIn: (key, values) => `${key} notin (${values})`,
  Exists: (key) => key,
  DoesNotExist: (key) => `!${key}`,
};

/** A LabelSelector as a selector string, in key order (labels.Selector.String). */
export function formatLabelSelector(selector: unknown): string {
  if (!isMap(selector)) return '';
  const exact = isMap(selector.matchLabels) ? Object.entries(selector.matchLabels) : [];
  const expressions = Array.isArray(selector.matchExpressions) ? selector.matchExpressions.filter(isMap) : [];
  const terms = exact.map(([key, value]) => ({ key, text: `${key}=${value}` }));
  for (const { key, operator, values } of expressions) {
    const list = Array.isArray(values) ? values.map(String).sort().join(',') : '';
    const text = OPERATORS[String(operator)]?.(String(key), list);
    if (text !== undefined) terms.push({ key: String(key), text });
  }
  return terms
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text)
    .join(',');
}
