import { KubectlError } from '../errors.ts';
import { type JsonObject, listAt, recordAt, recordsAt, stringAt } from '../json.ts';

/** `a=b,c in (d,e),!f` as a metav1.LabelSelector (metav1.ParseToLabelSelector): equalities first. */
export function labelSelectorOf(text: string): JsonObject {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: JsonObject[] = [];
  for (const part of text.split(/,(?![^(]*\))/).map((each) => each.trim())) {
    const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part);
    const equal = /^([^\s!=]+)\s*(==?|!=)\s*(\S*)$/.exec(part);
    if (set) {
      const values = set[3]!.split(',').map((value) => value.trim());
      matchExpressions.push({ key: set[1]!, operator: set[2] === 'in' ? 'In' : 'NotIn', values: values.sort() });
    } else if (equal && equal[2] !== '!=') matchLabels[equal[1]!] = equal[3]!;
    else if (equal) matchExpressions.push({ key: equal[1]!, operator: 'NotIn', values: [equal[3]!] });
    else if (/^!\s*[^\s!]+$/.test(part)) matchExpressions.push({ key: part.slice(1).trim(), operator: 'DoesNotExist' });
    else if (/^[^\s!()]+$/.test(part)) matchExpressions.push({ key: part, operator: 'Exists' });
    else throw new KubectlError(`error: couldn't parse the selector string "${text}": unable to parse requirement`);
  }
  return {
    ...(Object.keys(matchLabels).length > 0 && { matchLabels }),
    ...(matchExpressions.length > 0 && { matchExpressions }),
  };
}

/** Whether an object has the labels that a selector wants. */
export function labelMatcher(text: string): (object: unknown) => boolean {
  const { matchLabels, matchExpressions } = labelSelectorOf(text);
  return (object) => {
    const labels = recordAt(object, 'metadata', 'labels') ?? {};
    const equal = Object.entries(recordAt(matchLabels) ?? {}).every(([key, value]) => labels[key] === value);
    return equal && recordsAt({ matchExpressions }, 'matchExpressions').every((each) => expressionHolds(each, labels));
  };
}

function expressionHolds(expression: JsonObject, labels: JsonObject): boolean {
  const key = stringAt(expression, 'key');
  const has = Object.hasOwn(labels, key);
  const among = has && listAt(expression, 'values').includes(labels[key]);
  switch (stringAt(expression, 'operator')) {
    case 'In':
      return among;
    case 'NotIn':
      return !among;
    case 'Exists':
      return has;
    default:
      return !has;
  }
}
