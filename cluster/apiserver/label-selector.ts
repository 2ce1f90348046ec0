import { refusals } from './errors.ts';

export type Labels = Readonly<Record<string, string>>;
export type LabelMatch = (labels: Labels | undefined) => boolean;

const EMPTY: Labels = {};
const KEY = '(?:[a-zA-Z0-9][-a-zA-Z0-9_.]*/)?[a-zA-Z0-9](?:[-a-zA-Z0-9_.]*[a-zA-Z0-9])?';
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const COMPARISON = new RegExp(`^(${KEY})\\s*(==|=|!=|>|<)\\s*([^\\s=!<>(),]*)$`);
const EXISTS = new RegExp(`^(!?)\\s*(${KEY})$`);

/** `app=red,tier in (a, b),!canary`; the grammar of k8s.io/apimachinery/pkg/labels/selector.go. Throws 400. */
export function parseLabelSelector(text: string): LabelMatch {
  const matches = splitRequirements(text).map((part) => parseRequirement(part, text));
  if (matches.length === 0) return () => true;
  return (labels = EMPTY) => matches.every((match) => match(labels));
}

/** Commas outside parentheses separate. */
function splitRequirements(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index <= text.length; index++) {
    const character = text[index];
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === undefined || (character === ',' && depth === 0)) {
      parts.push(text.slice(from, index).trim());
      from = index + 1;
    }
  }
  return parts.filter((part, index) => part !== '' || (parts.length > 1 && index < parts.length - 1));
}

function parseRequirement(part: string, whole: string): (labels: Labels) => boolean {
  const set = SET.exec(part);
  if (set) return setRequirement(set[1]!, set[2]!, set[3]!);
  const comparison = COMPARISON.exec(part);
  if (comparison) return comparisonRequirement(comparison[1]!, comparison[2]!, comparison[3]!);
  const exists = EXISTS.exec(part);
  if (exists) return (labels) => Object.hasOwn(labels, exists[2]!) !== (exists[1] === '!');
  throw refusals.badRequest(`unable to parse requirement: invalid label selector ${JSON.stringify(whole)}`);
}

function setRequirement(key: string, operator: string, list: string): (labels: Labels) => boolean {
  const values = new Set(list.split(',').map((value) => value.trim()));
  if (operator === 'in') return (labels) => Object.hasOwn(labels, key) && values.has(labels[key]!);
  return (labels) => !Object.hasOwn(labels, key) || !values.has(labels[key]!);
}

function comparisonRequirement(key: string, operator: string, value: string): (labels: Labels) => boolean {
  if (operator === '!=') return (labels) => !Object.hasOwn(labels, key) || labels[key] !== value;
  if (operator === '>') return (labels) => Object.hasOwn(labels, key) && Number(labels[key]) > Number(value);
  if (operator === '<') return (labels) => Object.hasOwn(labels, key) && Number(labels[key]) < Number(value);
  return (labels) => Object.hasOwn(labels, key) && labels[key] === value;
}
