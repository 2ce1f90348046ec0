import { resultText, type Style } from './hop-text.ts';
import type { TraceView } from './trace-view.ts';

/** The first box where a request went wrong, what decided there, and the field that would mend it. */
export function whyText(trace: TraceView, style: Style): string {
  const { why, result } = trace;
  if (!why) {
    const fine = 'by' in result && (result.status ?? 0) < 400;
    const text = resultText(trace, style);
    return `${fine ? `Nothing went wrong. ${text}` : `${text} No cause is known.`}\n`;
  }
  const at = trace.boxes.find(({ id }) => id === why.at)?.name ?? why.at;
  const lines = [
    resultText(trace, style),
    '',
    `${style.strong('Why not?')} ${why.text}`,
    `  at      ${at}`,
    `  by      ${why.decided || 'nothing that is printed'}`,
  ];
  if (why.mend) lines.push(`  mend    ${why.mend.field} of ${why.mend.object} (now ${why.mend.value})`);
  return `${lines.join('\n')}\n`;
}
