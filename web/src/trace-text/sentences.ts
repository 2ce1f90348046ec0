import type { Trace } from '../../../server/schemas/trace.ts';
import { type CountStart, hopNumber } from '../map/hops.ts';
import { whyNot } from '../waybill/way-back.ts';
import { capital, sentenceName } from '../words/box-names.ts';

type Box = Trace['boxes'][number];
type Origin = NonNullable<Box['decision']>['origin'];

/** One sentence for each box of a request, then one for how it ended. */
export interface Sentence {
  readonly number: string;
  readonly text: string;
}

export function sentences(trace: Trace, start: CountStart): Sentence[] {
  const said = trace.boxes.map((box, i): Sentence => {
    const last = i === trace.boxes.length - 1;
    return {
      number: last ? '' : String(hopNumber(trace, i, start)),
      text: i === 0 ? sentClient(trace, box) : received(trace, box, i),
    };
  });
  return [
    ...said.slice(0, trace.result.kind === 'answered' ? -1 : undefined),
    { number: trace.result.kind === 'answered' ? '↩' : '✕', text: ended(trace) },
    ...whySentence(trace),
  ];
}

function whySentence(trace: Trace): Sentence[] {
  const text = whyNot(trace);
  return text ? [{ number: '?', text: `Why not? ${text}` }] : [];
}

function sentClient(trace: Trace, box: Box): string {
  const what = trace.request ? `${trace.request.method} ${trace.request.url}` : 'a connection request';
  return `You sent ${what} from ${box.sent?.from ?? box.address} to ${box.sent?.to ?? 'nowhere'}.`;
}

function received(trace: Trace, box: Box, i: number): string {
  const next = trace.boxes[i + 1];
  const label = box.received ? `${box.received.from} → ${box.received.to}` : 'it came';
  const opening = `${capital(sentenceName(box))} received the request as ${label}.`;
  if (!next) return opening;
  const where = `${sentenceName(next)}${crossing(trace, box, next)}`;
  const decider = deciderOf(box);
  if (box.newConnection && box.sent) {
    const chose = box.decision ? `${decider} chose the way: ${box.decision.rule}. ` : '';
    return `${opening} ${chose}It opened a new connection, ${box.sent.from} → ${box.sent.to}, to ${where}.`;
  }
  const changes = box.rewrites
    .map((r) => `the ${r.part === 'to' ? 'destination' : 'source'} to ${r.after}`)
    .join(' and ');
  return changes
    ? `${opening} ${decider} rewrote ${changes} and sent it to ${where}.`
    : `${opening} It sent it unchanged to ${where}.`;
}

function deciderOf(box: Box): string {
  const origin = box.decision?.origin ?? box.rewrites.find((r) => r.origin)?.origin ?? null;
  const who = box.kind === 'node' ? 'kube-proxy’s rule' : box.kind === 'lb' ? 'Its listener' : 'Its rule';
  return `${who}${fieldOf(origin)}`;
}

export const fieldOf = (origin: Origin): string => (origin ? ` (${origin.field} of ${origin.object})` : '');

function crossing(trace: Trace, from: Box, to: Box): string {
  const tunnel = trace.legs.find((leg) => leg.from === from.id && leg.to === to.id)?.tunnel;
  return tunnel ? `, crossing the tunnel from ${tunnel.fromNode} to ${tunnel.toNode}` : '';
}

function ended(trace: Trace): string {
  const result = trace.result;
  if (result.kind === 'answered') {
    const by = trace.boxes.find((box) => box.id === result.by);
    const status = result.status === null ? 'answered' : `answered ${result.status}`;
    const last = trace.boxes[trace.boxes.length - 1];
    const reached = last?.received
      ? `${capital(sentenceName(last))} received the request as ${last.received.from} → ${last.received.to}. `
      : '';
    return `${reached}${capital(by ? sentenceName(by) : 'the server')} ${status}. Each rewrite was undone where it was made; you had the answer after ${milliseconds(trace.durationMs)}.`;
  }
  const at = trace.boxes.find((box) => box.id === result.at);
  const where = at ? sentenceName(at) : result.at;
  const what = {
    refused: 'was refused',
    'timed-out': 'was dropped, and no answer came',
    unreachable: 'could not be delivered',
    reset: 'was reset',
  }[result.kind];
  return `The request ${what} at ${where}: ${result.rule}${fieldOf(result.origin)}. It ended after ${milliseconds(trace.durationMs)}.`;
}

export const milliseconds = (ms: number): string =>
  ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms * 10) / 10} ms`;
