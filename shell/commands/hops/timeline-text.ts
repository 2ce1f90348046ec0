import type { Style } from './hop-text.ts';
import type { TimelineView } from './trace-view.ts';

const WHO_WIDTH = 26;

/** Who wrote what when: one line an entry, with the seconds since the first. */
export function timelineText({ entries }: TimelineView, style: Style): string {
  const [first] = entries;
  if (!first) return 'Nothing was written yet.\n';
  const lines = entries.map(({ atMs, who, what, object, detail }) => {
    const time = new Date(atMs).toISOString().slice(11, 19);
    const since = `+${((atMs - first.atMs) / 1000).toFixed(1)} s`.padStart(10);
    const said = detail ? style.faint(`  ${detail}`) : '';
    return `${time} ${since}  ${who.padEnd(WHO_WIDTH)} ${style.strong(what)} ${object}${said}`;
  });
  return `${lines.join('\n')}\n`;
}
