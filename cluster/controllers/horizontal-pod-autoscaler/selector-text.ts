import { matchesRequirement } from '../../machinery/label-selector.ts';

type Labels = Readonly<Record<string, string>>;

const SET = /^(\S+) (in|notin) \(([^)]*)\)$/;

/** The selector that a scale tells, as a test of labels: `app=web,tier in (a,b),!legacy`. */
export function selectorOfText(text: string): (labels: Labels) => boolean {
  const tests = text.split(/,(?![^(]*\))/).map(requirementOf);
  return (labels) => tests.every((test) => test(labels));
}

function requirementOf(text: string): (labels: Labels) => boolean {
  const set = SET.exec(text);
  if (set) {
    const [, key = '', operator, values = ''] = set;
    return (labels) => matchesRequirement(key, operator === 'in' ? 'In' : 'NotIn', values.split(','), labels);
  }
  if (text.startsWith('!')) return (labels) => matchesRequirement(text.slice(1), 'DoesNotExist', [], labels);
  const [key = '', value] = text.split(/==|!=|=/);
  if (value === undefined) return (labels) => matchesRequirement(key, 'Exists', [], labels);
  return (labels) => matchesRequirement(key, text.includes('!=') ? 'NotIn' : 'In', [value], labels);
}
