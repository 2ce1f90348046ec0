/** One step of a script: a command as typed, or something that is not part of the transcript. */
export interface Step {
  /** `until`: a wait; `file`: a file of the working directory; `finally`: a command that runs however the script ends. */
  readonly kind: 'command' | 'until' | 'file' | 'finally';
  /** What follows `kubectl`. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The line as it stands; of a `file` its name. */
  readonly text: string;
  /** `until`: what the output must match before the script goes on. */
  readonly wanted?: RegExp;
  /** Lines come in no order of their own: `# sorted` before the command. */
  readonly sorted: boolean;
  /** Standard input; of a `file` its content. */
  readonly stdin: string;
}

type Draft = { -readonly [K in keyof Step]: Step[K] };

/**
 * A script is text: `$ kubectl …` is a command (assignments of environment variables may stand before `kubectl`),
 * `until /REGEX/ kubectl …` repeats one until its output matches, `file NAME` writes a file, `finally kubectl …` tidies up
 * what no namespace holds. `< text` lines below are standard input or the file's content; `# sorted` above a command
 * ignores the order of its lines, other `#` lines are for people. Arguments are quoted as in a shell; of expansions there
 * is `$NAMESPACE` alone, the namespace of the script's run.
 */
export function parseScript(source: string): Step[] {
  const steps: Draft[] = [];
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

function parseStep(line: string, sorted: boolean): Draft {
  const step = { text: line, args: [], environment: {}, sorted, stdin: '' };
  const command = /^\$ ((?:[A-Z_]+=(?:'[^']*'|"[^"]*"|\S*) )*)kubectl (.*)$/.exec(line);
  if (command) {
    const environment = Object.fromEntries(words(command[1]!).map((word) => splitOnce(word, '=')));
    return { ...step, kind: 'command', args: words(command[2]!), environment, text: line.slice(2) };
  }
  const until = /^until \/(.*?)\/ kubectl (.*)$/.exec(line);
  if (until) return { ...step, kind: 'until', args: words(until[2]!), wanted: new RegExp(until[1]!, 's') };
  const file = /^file (\S+)$/.exec(line);
  if (file) return { ...step, kind: 'file', text: file[1]! };
  const last = /^finally kubectl (.*)$/.exec(line);
  if (last) return { ...step, kind: 'finally', args: words(last[1]!) };
  throw new SyntaxError(`neither “$ kubectl …” nor “until /…/ kubectl …”, “file …”, “finally kubectl …”: ${line}`);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

function words(text: string): string[] {
  const found = text.match(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g) ?? [];
  return found.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
}
