import { SeededRandom } from '../../cluster/machinery/random.ts';
import { checkAccepted, jsonOf } from './check-accepted.ts';
import { type Answer, exchange, NotAnswered } from './exchange.ts';
import { BOUND_MS, type FuzzedServer } from './fuzzed-server.ts';
import type { FuzzInput } from './input.ts';
import { chance } from './nasty-values.ts';

/** Of so many inputs, one has everything that is stored compared; every one has the store's counter compared. */
const DIGEST_SHARE = 1 / 20;
/** An incomplete request is given up after so long without an answer. */
const END_AFTER_MS = 15;

export interface Outcome {
  readonly status: number;
  readonly accepted: boolean;
  readonly milliseconds: number;
  readonly answer: Answer;
  /** What is wrong; empty: nothing. */
  readonly problems: readonly string[];
}

/**
 * Faults that the real server answers with 500 as well: those of webhooks, impersonation without a user, and what its
 * functions return as plain errors, which have no reason (apimachinery/pkg/api/errors ErrorToAPIStatus).
 */
const REAL_FAULTS = /failed calling webhook|without impersonating a user/;

/** Sends one input and says what it broke. */
export async function checkInput(server: FuzzedServer, input: FuzzInput, index: number): Promise<Outcome> {
  const random = new SeededRandom(index);
  const revision = await server.revision();
  const digest = chance(random, DIGEST_SHARE) ? server.digest() : null;
  const start = performance.now();
  const answer = await send(server, input);
  const milliseconds = performance.now() - start;
  if (answer instanceof NotAnswered) {
    const nothing = { status: 0, headers: {}, body: Buffer.alloc(0) };
    return { status: 0, accepted: false, milliseconds, answer: nothing, problems: [answer.message] };
  }
  const accepted = answer.status >= 200 && answer.status < 300;
  const problems = [...problemsOf(answer, input)];
  const isChanged = revision !== (await server.revision());
  const isRefused = answer.status >= 400 && !isOfHttpParser(answer);
  if ((isRefused || input.changesNothing) && isChanged) problems.push('a refused request changed the store');
  if (digest !== null && !isChanged && digest !== server.digest()) problems.push('stored objects changed silently');
  if (accepted && input.kind && input.writesObject && !input.changesNothing) {
    problems.push(...(await checkAccepted(server, random, input.kind.collection, answer)));
  }
  if (isChanged && input.kind) await server.restoreBase(input.kind);
  problems.push(...server.takeFaults().map((fault) => `fault: ${textOf(fault)}`));
  return { status: answer.status, accepted, milliseconds, answer, problems };
}

async function send(server: FuzzedServer, { bytes, after, mayBeIncomplete, endless }: FuzzInput) {
  try {
    return await exchange(server.port, bytes, {
      boundMs: BOUND_MS,
      ...(after && { after }),
      ...(mayBeIncomplete && { endAfterMs: END_AFTER_MS }),
      ...(endless && { endless }),
    });
  } catch (error) {
    if (error instanceof NotAnswered) return error;
    throw error;
  }
}

function problemsOf(answer: Answer, { mayBeIncomplete }: FuzzInput): string[] {
  if (answer.status === 0) return mayBeIncomplete ? [] : ['the connection closed without an answer'];
  if (answer.status < 500) return [];
  const text = answer.body.toString('utf8');
  const problems: string[] = [];
  const isStatus = jsonOf(answer)?.kind === 'Status' || /^kind: Status$|^k8s\0.{0,20}Status/ms.test(text);
  if (!isStatus) problems.push('a 5xx without a Status');
  const hasReason = jsonOf(answer)?.reason !== undefined || /^reason: /m.test(text);
  if (answer.status === 500 && hasReason && !REAL_FAULTS.test(text)) problems.push(`a 500: ${text.slice(0, 300)}`);
  return problems;
}

/** Node's own answer to bytes that are no HTTP: a whole request may have stood before them on the connection. */
function isOfHttpParser({ headers }: Answer): boolean {
  return headers['content-type'] === undefined && headers['content-length'] === undefined;
}

export function textOf(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}
