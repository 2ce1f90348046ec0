/** A command line as the shell reads it. */
export interface CommandWords {
  readonly args: string[];
  /** `NAME=value` words before the first of the others. */
  readonly environment: Readonly<Record<string, string>>;
  /** The file after `<`. */
  readonly stdinFile?: string;
}

/** A command line's words as bash splits them at blanks and quotes, its assignments, and the file after `<`. */
export function commandWords(line: string): CommandWords {
  const args: string[] = [];
  for (const [written] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    args.push(written.replace(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''));
  }
  const environment: Record<string, string> = {};
  for (;;) {
    const assignment = /^([A-Z_]+)=(.*)$/s.exec(args[0] ?? '');
    if (!assignment) break;
    environment[assignment[1]!] = assignment[2]!;
    args.shift();
  }
  const at = args.indexOf('<');
  if (at < 0) return { args, environment };
  const [, stdinFile] = args.splice(at, 2);
  return { args, environment, stdinFile: String(stdinFile) };
}
