import type { Trace } from '../../../server/schemas/trace.ts';
import { stubName } from '../words/box-names.ts';

/** One arrow of the answer's way, with the label as it left and what was undone before. */
export interface BackStep {
  readonly number: string;
  readonly source: string;
  readonly target: string;
  readonly from: string;
  readonly to: string;
  /** `DNAT undone: from 192.168.1.2:80 → 10.100.1.12:32000` */
  readonly undone: readonly string[];
}

/** The answer's arrows from the box that gave it to you; empty where none came. */
export function wayBack(trace: Trace): BackStep[] {
  const names = new Map(trace.boxes.map((box) => [box.id, stubName(box)]));
  const nameOf = (id: string) => names.get(id) ?? id;
  return trace.response.slice(0, -1).map((step, index) => ({
    number: `↩${index + 1}`,
    source: nameOf(step.box),
    target: nameOf(trace.response[index + 1]?.box ?? ''),
    from: step.sent?.from ?? '',
    to: step.sent?.to ?? '',
    undone: [...step.undone, ...step.way].map(
      ({ kind, part, before, after }) => `${kind} undone: ${part} ${before} → ${after}`,
    ),
  }));
}

/** Why a request failed and what would mend it; empty where it did not, or nobody knows. */
export function whyNot({ why }: Trace): string {
  if (!why) return '';
  const { mend } = why;
  return mend ? `${why.text} To mend it: ${mend.field} of ${mend.object}, now ${mend.value}.` : why.text;
}
