/** What a learner did that cannot be: the sentence says what, and what to do. The HTTP layer gives it as a Problem. */
export class Refusal extends Error {
  readonly statusCode: number;
  constructor(statusCode: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.statusCode = statusCode;
  }
}

/** Every refusal there is, in one place. */
export const refusals = {
  unknownLab: (slug: string) => new Refusal(404, `There is no lab called “${slug}”. The list of labs is at /api/labs.`),
  unknownSession: (id: string) =>
    new Refusal(404, `There is no session “${id.slice(0, 40)}” of yours. Start one from the lab's page.`),
  unknownStep: (step: number, last: number) =>
    new Refusal(404, `There is no step ${step}: this lab has steps 1 to ${last}.`),
  unknownQuestion: (id: string) => new Refusal(404, `This lab has no question “${id.slice(0, 64)}”.`),
  unknownHint: (step: number, number: number, hints: number) =>
    new Refusal(
      404,
      hints === 0 ? `Step ${step} has no hints.` : `Step ${step} has hints 1 to ${hints}, not ${number}.`,
    ),
  noCheck: (step: number) => new Refusal(404, `Step ${step} has no check: it is only read or answered.`),
  noSolution: (step: number) => new Refusal(404, `Step ${step} has no solution to show.`),
  hintInOrder: (number: number) => new Refusal(409, `Hints open in order: open hint ${number - 1} first.`),
  solutionNotEarned: () => new Refusal(403, 'The solution is shown once all hints are open or two checks have failed.'),
  answerNotEarned: () => new Refusal(403, 'The answer is shown after the third try.'),
  wrongShape: (expected: string) => new Refusal(400, `This question is answered with ${expected}.`),
  sessionEnded: (why: string) =>
    new Refusal(410, `This session has ended: ${why} Start the lab again to go on where you were.`),
  notReady: (why: string) => new Refusal(503, why),
  tooManySessions: (limit: number) =>
    new Refusal(409, `You have ${limit} sessions already, and that is the limit. End one of them first.`),
  full: () => new Refusal(503, 'All places are taken right now. Try again in a few minutes.'),
  tooFast: () => new Refusal(429, 'Too many sessions were started in the last minute. Wait a moment, then try again.'),
  driverRefuses: (driver: string, reason: string) =>
    new Refusal(409, `The ${driver} cluster cannot run this lab: ${reason}.`),
  badUrl: () => new Refusal(400, 'A trace needs a whole http:// address, such as http://34.123.45.67/.'),
  noObservation: (reason: string) =>
    new Refusal(
      409,
      `Your cluster cannot answer this question yet (${reason}). Finish the step's task, then answer again.`,
    ),
  badPath: () => new Refusal(400, 'A path is relative to your home and has no “..” in it.'),
  noFile: (path: string, reason: string) => new Refusal(404, `${path}: ${reason}`),
  tooManyTerminals: (limit: number) => new Refusal(409, `A session has terminals 1 to ${limit}.`),
} as const;
