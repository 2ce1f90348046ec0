import type { Random } from '../../cluster/machinery/random.ts';
import type { Answer } from './exchange.ts';
import type { FuzzedServer } from './fuzzed-server.ts';
import { isMap, type JsonMap } from './mutate-object.ts';
import { pick } from './nasty-values.ts';

const TABLE = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };

export function jsonOf({ body }: Answer): JsonMap | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isMap(value) ? value : null;
  } catch {
    return null;
  }
}

/** Kinds whose status the API server's own controllers write as soon as an object is stored. */
const followed: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'ValidatingAdmissionPolicy', 'APIService']);

/** What must be true of an object that a write of it gave back: it is read, listed, not changed by nothing, deleted. */
export async function checkAccepted(
  server: FuzzedServer,
  random: Random,
  collection: string,
  answer: Answer,
): Promise<string[]> {
  const sent = jsonOf(answer);
  const metadata = sent?.metadata;
  if (!sent || !isMap(metadata) || typeof metadata.name !== 'string') return ['the answer to a write is no object'];
  if (metadata.deletionTimestamp !== undefined) return [];
  const target = `${collection}/${encodeURIComponent(metadata.name)}`;
  const written = followed.has(String(sent.kind)) ? (jsonOf(await server.ask('GET', target)) ?? sent) : sent;
  return [
    ...(await checkRead(server, target, written)),
    ...(await checkTable(server, collection, target, metadata.name)),
    ...(await checkUnchanged(server, random, target, written)),
    ...(await checkDeletion(server, target)),
  ];
}

async function checkRead(server: FuzzedServer, target: string, before: JsonMap): Promise<string[]> {
  const read = await server.ask('GET', target);
  if (read.status !== 200) return [`an accepted object cannot be read: ${read.status} ${read.body}`];
  const after = jsonOf(read);
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [`an accepted object reads otherwise: ${firstDifference(before, after)}`];
}

/** Path and both values, of the first field that differs. */
function firstDifference(before: unknown, after: unknown, path = ''): string {
  if (isMap(before) && isMap(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) {
        return firstDifference(before[key], after[key], `${path}.${key}`);
      }
    }
  }
  const text = (value: unknown) => String(JSON.stringify(value)).slice(0, 300);
  return `${path} ${text(before)} -> ${text(after)}`;
}

async function checkTable(server: FuzzedServer, collection: string, target: string, name: string): Promise<string[]> {
  const problems: string[] = [];
  for (const asked of [collection, target]) {
    const answer = await server.ask('GET', asked, undefined, TABLE);
    const table = jsonOf(answer);
    if (answer.status !== 200 || table?.kind !== 'Table' || !Array.isArray(table.rows)) {
      problems.push(`no Table of an accepted object: ${answer.status} ${answer.body.subarray(0, 300)}`);
    } else if (!JSON.stringify(table.rows).includes(JSON.stringify(name))) {
      problems.push('an accepted object is missing in the Table');
    }
  }
  return problems;
}

const EMPTY_PATCHES = [
  ['application/merge-patch+json', {}],
  ['application/strategic-merge-patch+json', {}],
  ['application/json-patch+json', []],
] as const;

/** An empty patch, and the object written back as it was read. */
async function checkUnchanged(
  server: FuzzedServer,
  random: Random,
  target: string,
  written: JsonMap,
): Promise<string[]> {
  const [contentType, body] = pick(random, EMPTY_PATCHES);
  const patched = await server.ask('PATCH', target, body, { 'Content-Type': contentType });
  // Custom resources have no strategic merge patch.
  if (patched.status !== 415) {
    if (patched.status !== 200)
      return [`an empty patch is refused: ${patched.status} ${patched.body.subarray(0, 400)}`];
    const changed = firstChange(written, patched);
    if (changed) return [`an empty patch (${contentType}) changes something: ${changed}`];
  }
  const put = await server.ask('PUT', target, written);
  if (put.status !== 200) return [`an object cannot be written back: ${put.status} ${put.body.subarray(0, 400)}`];
  const changed = firstChange(written, put);
  return changed ? [`an object written back changes: ${changed}`] : [];
}

function firstChange(written: JsonMap, answer: Answer): string | null {
  const after = jsonOf(answer);
  return JSON.stringify(written) === JSON.stringify(after) ? null : firstDifference(written, after);
}

async function checkDeletion(server: FuzzedServer, target: string): Promise<string[]> {
  const answer = await server.ask('DELETE', target, { propagationPolicy: 'Background', gracePeriodSeconds: 0 });
  if (answer.status !== 200 && answer.status !== 202) {
    return [`an accepted object cannot be deleted: ${answer.status} ${answer.body.subarray(0, 300)}`];
  }
  const after = await server.ask('GET', target);
  const metadata = jsonOf(after)?.metadata;
  const isGoing = isMap(metadata) && metadata.deletionTimestamp !== undefined;
  return after.status === 404 || isGoing ? [] : [`a deleted object is still there: ${after.status}`];
}
