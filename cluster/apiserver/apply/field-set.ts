import { define } from '../json.ts';

/**
 * A set of fields as `fieldsV1` writes it: elements (`f:spec`, `k:{"name":"web"}`, `v:"a"`) in a tree. A node without
 * children is a member; one with children is a member when it also has `.`. Trees are never changed and share their
 * parts. Source: structured-merge-diff fieldpath/set.go, serialize.go.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

export const EMPTY: FieldSet = Object.freeze({});
/** A member with nothing below it. */
export const MEMBER: FieldSet = EMPTY;
const SELF = '.';

export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

function isMember(node: FieldSet): boolean {
  return isEmptySet(node) || Object.hasOwn(node, SELF);
}

/** A node of these children that is or is not a member; undefined when it would hold nothing. */
export function nodeOf(children: FieldSet, member: boolean): FieldSet | undefined {
  if (isEmptySet(children)) return member ? MEMBER : undefined;
  return member ? Object.freeze({ [SELF]: EMPTY, ...children }) : children;
}

export function childrenOf(node: FieldSet): FieldSet {
  if (!Object.hasOwn(node, SELF)) return node;
  const { [SELF]: _, ...children } = node;
  return children;
}

/** A set of these nodes in the order that the real server writes: fields, keys, values. */
export function setOf(nodes: ReadonlyMap<string, FieldSet>): FieldSet {
  if (nodes.size === 0) return EMPTY;
  const set: Record<string, FieldSet> = {};
  for (const element of [...nodes.keys()].sort(byElement)) define(set, element, nodes.get(element)!);
  return Object.freeze(set);
}

const RANK: Readonly<Record<string, number>> = { '.': 0, f: 1, k: 2, v: 3, i: 4 };

function byElement(a: string, b: string): number {
  const rank = (RANK[a[0] ?? ''] ?? 5) - (RANK[b[0] ?? ''] ?? 5);
  return rank !== 0 ? rank : a < b ? -1 : a > b ? 1 : 0;
}

/** What one of the two has. Gives `a` itself when `b` adds nothing. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a;
  if (isEmptySet(a)) return b;
  let nodes: Map<string, FieldSet> | undefined;
  for (const element in b) {
    const mine = Object.hasOwn(a, element) ? a[element] : undefined;
    const merged = mine === undefined ? b[element]! : element === SELF ? mine : unionNode(mine, b[element]!);
    if (merged === mine) continue;
    nodes ??= new Map(Object.entries(a));
    nodes.set(element, merged);
  }
  return nodes ? setOf(nodes) : a;
}

function unionNode(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  const children = union(childrenOf(a), childrenOf(b));
  const member = isMember(a) || isMember(b);
  if (member === isMember(a) && children === a) return a;
  return nodeOf(children, member)!;
}

/** What `a` has and `b` has not, member by member. Gives `a` itself when nothing goes. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (mine, theirs) => mine && !theirs, true);
}

/** What both have. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (mine, theirs) => mine && theirs, false);
}

/** `a` without everything at or below the members of `b` (RecursiveDifference). */
export function withoutBelow(a: FieldSet, b: FieldSet): FieldSet {
  let nodes: Map<string, FieldSet> | undefined;
  for (const element in b) {
    const mine = Object.hasOwn(a, element) ? a[element] : undefined;
    if (mine === undefined) continue;
    const left = isMember(b[element]!)
      ? undefined
      : nodeOf(withoutBelow(childrenOf(mine), b[element]!), isMember(mine));
    nodes ??= new Map(Object.entries(a));
    if (left === undefined) nodes.delete(element);
    else nodes.set(element, left);
  }
  return nodes ? setOf(nodes) : a;
}

type Membership = (mine: boolean, theirs: boolean) => boolean;

function combine(a: FieldSet, b: FieldSet, keeps: Membership, keepsRest: boolean): FieldSet {
  const nodes = new Map<string, FieldSet>();
  let same = true;
  for (const element in a) {
    if (element === SELF) continue;
    const mine = a[element]!;
    const theirs = Object.hasOwn(b, element) ? b[element] : undefined;
    const left = theirs === undefined ? (keepsRest ? mine : undefined) : combineNode(mine, theirs, keeps, keepsRest);
    if (left !== mine) same = false;
    if (left !== undefined) nodes.set(element, left);
  }
  return same ? a : setOf(nodes);
}

function combineNode(a: FieldSet, b: FieldSet, keeps: Membership, keepsRest: boolean): FieldSet | undefined {
  const before = childrenOf(a);
  const children = combine(before, childrenOf(b), keeps, keepsRest);
  const member = keeps(isMember(a), isMember(b));
  return member === isMember(a) && children === before ? a : nodeOf(children, member);
}

export function hasMember(set: FieldSet, element: string): boolean {
  return Object.hasOwn(set, element) && isMember(set[element]!);
}

/** The paths of all members: a node's own before those below it. */
export function membersOf(set: FieldSet, path: readonly string[] = []): string[][] {
  const elements = Object.keys(set)
    .filter((element) => element !== SELF)
    .sort(byElement);
  const own = elements.filter((element) => isMember(set[element]!)).map((element) => [...path, element]);
  return [...own, ...elements.flatMap((element) => membersOf(childrenOf(set[element]!), [...path, element]))];
}

/** A set of one path and everything that `below` has under it. */
export function setAt(path: readonly string[], below: FieldSet = MEMBER): FieldSet {
  return path.reduceRight<FieldSet>((inner, element) => Object.freeze({ [element]: inner }), below);
}
