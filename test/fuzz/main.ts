import { parseArgs } from 'node:util';
import { type Failure, fuzz } from './fuzz.ts';

Error.stackTraceLimit = 40;

const MIB = 1024 * 1024;
/** How much the heap may grow from the first tenth of the inputs to the last. */
const HEAP_GROWTH_MIB = 100;
const SHOWN_BYTES = 4_000;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    count: { type: 'string', default: '100000' },
  },
});
const [seed, from, count] = [Number(values.seed), Number(values.from), Number(values.count)];

const statuses = new Map<number, number>();
const families = new Map<string, { sent: number; accepted: number }>();
const slowest = { milliseconds: 0, index: 0, family: '' };
const heap: number[] = [];
let done = 0;
const start = performance.now();

const failures = await fuzz({
  seed,
  from,
  count,
  onOutcome: (index, input, outcome) => {
    done++;
    statuses.set(outcome.status, (statuses.get(outcome.status) ?? 0) + 1);
    const family = families.get(input.family) ?? { sent: 0, accepted: 0 };
    families.set(input.family, { sent: family.sent + 1, accepted: family.accepted + Number(outcome.accepted) });
    if (outcome.milliseconds > slowest.milliseconds) {
      Object.assign(slowest, { milliseconds: outcome.milliseconds, index, family: input.family });
    }
    if (count === 1) show('sent', input.bytes, 'answered', outcome.answer.status, outcome.answer.body);
  },
  onServer: () => {
    globalThis.gc?.();
    heap.push(process.memoryUsage().heapUsed / MIB);
    if (heap.length % 40 === 0) console.error(`  ${done} of ${count}, heap ${heap.at(-1)?.toFixed(0)} MiB`);
  },
});

function show(...parts: (string | number | Buffer)[]): void {
  for (const part of parts)
    console.log(Buffer.isBuffer(part) ? part.subarray(0, SHOWN_BYTES).toString('latin1') : part);
}

const seconds = (performance.now() - start) / 1000;
console.log(
  `${done} inputs of seed ${seed} in ${seconds.toFixed(0)} s; slowest answer: ${slowest.milliseconds.toFixed(0)} ms (${slowest.family}, ${slowest.index})`,
);
console.log(
  [...families]
    .sort()
    .map(([name, { sent, accepted }]) => `  ${name}: ${sent}, accepted ${accepted}`)
    .join('\n'),
);
console.log(
  `  answers: ${[...statuses]
    .sort((a, b) => a[0] - b[0])
    .map(([status, times]) => `${status} × ${times}`)
    .join(', ')}`,
);
const early = Math.max(...heap.slice(0, Math.ceil(heap.length / 10)));
const late = heap.at(-1) ?? 0;
console.log(`  heap: ${early.toFixed(0)} MiB early, ${late.toFixed(0)} MiB at the end`);
const leaks = late - early > HEAP_GROWTH_MIB;
if (leaks) console.log(`the heap grew by more than ${HEAP_GROWTH_MIB} MiB`);

const byProblem = new Map<string, Failure[]>();
for (const failure of failures) {
  const like = failure.problem.replace(/\d+/g, 'N').slice(0, 160);
  byProblem.set(like, [...(byProblem.get(like) ?? []), failure]);
}
for (const group of byProblem.values()) {
  const { index, family, problem } = group[0]!;
  console.log(
    `\nFAILED ${group.length} times, first: npm run fuzz -- --seed ${seed} --from ${index} --count 1 (${family})`,
  );
  console.log(problem.slice(0, 2_000));
}
process.exit(failures.length > 0 || leaks ? 1 : 0);
