import { expect, test } from 'vitest';
import { readQuestion } from '../labs/read-question.ts';
import { grade, inWords, observedInWords, readValue, rightAnswer } from './grade-answer.ts';

const ORDER = `id: steps
kind: order
prompt: In which order?
otherwise: Read the events once more.
right: As the events tell.
options:
  - {id: stored, text: Stored}
  - {id: seen, text: Seen, explain: It is seen after it is stored.}
  - {id: done, text: Done}`;

const MATCH = `id: actors
kind: match
prompt: Who does what?
otherwise: Look at the timeline.
right: Each its own.
options:
  - {id: server, text: API server, match: stores, explain: It stores.}
  - {id: cloud, text: Cloud controller, match: calls, explain: It calls the cloud.}
targets:
  - {id: stores, text: stores the object}
  - {id: calls, text: calls the cloud}
  - {id: writes, text: writes rules}`;

function question(text: string) {
  const problems: { message: string }[] = [];
  const read = readQuestion({ file: 'q', text, firstLine: 1 }, { step: 1, predict: false }, problems as never);
  if (!read) throw new Error(problems.map(({ message }) => message).join('\n'));
  return read;
}

test('what is to be put in order is never shown in its order, and the first that is in a wrong place is explained', () => {
  const order = question(ORDER);
  const shown = order.public.options.map(({ id }) => id);
  expect([...shown].sort()).toEqual(['done', 'seen', 'stored']);
  expect(shown).not.toEqual(['stored', 'seen', 'done']);
  expect(grade(order, ['stored', 'seen', 'done'], null)).toEqual({
    right: true,
    explanationHtml: '<p>As the events tell.</p>',
  });
  expect(grade(order, ['seen', 'stored', 'done'], null)).toEqual({
    right: false,
    explanationHtml: '<p>It is seen after it is stored.</p>',
  });
  expect(grade(order, ['stored', 'done', 'seen'], null).explanationHtml).toBe('<p>Read the events once more.</p>');
  expect(() => readValue(order, ['stored', 'seen'])).toThrow('all of its options in order: stored, seen, done');
});

test('a computed order is compared with what the cluster shows', () => {
  const order = question(`${ORDER}\nkey: {from: {run: print-order}}`);
  expect(grade(order, ['seen', 'stored', 'done'], 'seen\nstored\ndone').right).toBe(true);
  expect(rightAnswer(order, 'done seen stored').value).toEqual(['done', 'seen', 'stored']);
  expect(observedInWords(order, 'done seen stored')).toBe('Done, Seen, Stored');
  expect(() => grade(order, ['seen', 'stored', 'done'], 'seen')).toThrow('it shows seen');
});

test('each wrong pair is explained', () => {
  const match = question(MATCH);
  expect(grade(match, ['server=stores', 'cloud=calls'], null).right).toBe(true);
  expect(grade(match, ['server=calls', 'cloud=writes'], null)).toEqual({
    right: false,
    explanationHtml: '<p>It stores.</p><p>It calls the cloud.</p>',
  });
  expect(readValue(match, ['cloud=calls', 'server=stores'])).toEqual(['server=stores', 'cloud=calls']);
  expect(inWords(match, ['server=stores', 'cloud=calls'])).toBe(
    'API server: stores the object, Cloud controller: calls the cloud',
  );
  expect(() => readValue(match, ['server=stores'])).toThrow('one of stores, calls, writes for each option');
  expect(() => readValue(match, ['server=stores', 'cloud=nothing'])).toThrow('for each option');
});

test('a match with what is no target is told', () => {
  expect(() => question(MATCH.replace('match: calls', 'match: call'))).toThrow(
    'option `cloud` of `actors` matches `call`, which is none of its targets',
  );
});
