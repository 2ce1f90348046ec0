/**
 * Work that may have to wait for somebody outside (an admission webhook): it yields the promise and is resumed with what
 * it resolved to. Work that yields nothing runs in one go, so nothing else can come between its reads and its write.
 */
export type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>;

/** `const answer = yield* waitFor(promise)`. Throws what the promise rejects with. */
export function* waitFor<T>(promise: PromiseLike<T>): Steps<T> {
  return (yield promise) as T;
}

/** Drives the work to its end: at once when nothing waits, else by a promise. Throws (or rejects with) what it throws. */
export function finish<T>(steps: Steps<T>): T | Promise<T> {
  const first = steps.next();
  return first.done ? first.value : finishLater(steps, first.value);
}

async function finishLater<T>(steps: Steps<T>, waitingFor: PromiseLike<unknown>): Promise<T> {
  let next = await resume(steps, waitingFor);
  while (!next.done) next = await resume(steps, next.value);
  return next.value;
}

async function resume<T>(
  steps: Steps<T>,
  waitingFor: PromiseLike<unknown>,
): Promise<IteratorResult<PromiseLike<unknown>, T>> {
  let answer: unknown;
  try {
    answer = await waitingFor;
  } catch (error) {
    return steps.throw(error);
  }
  return steps.next(answer);
}
