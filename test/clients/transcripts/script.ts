/** One line of a script: a command as typed, or a wait that is not part of the transcript. */
export interface Step {
  readonly kind: 'command' | 'until';
  /** What follows `kubectl`. */
  readonly args: readonly string[];
  readonly text: string;
  /** `until`: what the output must match before the script goes on. */
  readonly wanted?: RegExp;
  /** Lines come in no order of their own: `# sorted` before the command. */
  readonly sorted: boolean;
  readonly stdin: string;
}

/**
 * A script is text: `$ kubectl …` is a command, `until /REGEX/ kubectl …` repeats one until its output matches, `< text`
 * lines below a command are its standard input, `# sorted` above it ignores the order of its lines, other `#` lines are
 * for people. Arguments are quoted as in a shell, without expansion.
 */
export function parseScript(source: string): Step[] {
  const steps: { -readonly [K in keyof Step]: Step[K] }[] = [];
  let sorted = false;
  for (const line of source.split('\n')) {
    if (line.startsWith('< ') || line === '<') {
      const last = steps.at(-1);
      if (!last) throw new SyntaxError(`standard input without a command: ${line}`);
      last.stdin += `${line.slice(2)}\n`;
    } else if (line.startsWith('# sorted')) sorted = true;
    else if (line.startsWith('#') || line.trim() === '') continue;
    else {
      steps.push(parseStep(line, sorted));
      sorted = false;
    }
  }
  return steps;
}

function parseStep(line: string, sorted: boolean): Step {
  const command = /^\$ kubectl (.*)$/.exec(line);
  if (command) return { kind: 'command', args: words(command[1]!), text: line.slice(2), sorted, stdin: '' };
  const until = /^until \/(.*?)\/ kubectl (.*)$/.exec(line);
  if (!until) throw new SyntaxError(`neither “$ kubectl …” nor “until /…/ kubectl …”: ${line}`);
  return {
    kind: 'until',
    args: words(until[2]!),
    text: line,
    wanted: new RegExp(until[1]!, 's'),
    sorted: false,
    stdin: '',
  };
}

function words(text: string): string[] {
  const found = text.match(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g) ?? [];
  return found.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
}
