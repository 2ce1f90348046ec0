import type { Call } from '../everyday/define.ts';

/** Asks on standard error; the next line of standard input says yes (rpmatch(3)). */
export async function confirmed(call: Call, question: string): Promise<boolean> {
  const { stdin, stderr } = call.process;
  await stderr.write(Buffer.from(`${call.name}: ${question}? `));
  const answers = answersOf.get(call) ?? { rest: '' };
  answersOf.set(call, answers);
  while (!answers.rest.includes('\n')) {
    const chunk = await stdin.read();
    if (!chunk) break;
    answers.rest += Buffer.from(chunk).toString('utf8');
  }
  const end = answers.rest.indexOf('\n');
  const line = end < 0 ? answers.rest : answers.rest.slice(0, end);
  answers.rest = end < 0 ? '' : answers.rest.slice(end + 1);
  return /^[yY]/.test(line);
}

const answersOf = new WeakMap<Call, { rest: string }>();
