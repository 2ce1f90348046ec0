/** A command line's words as bash splits them at blanks and quotes, and the file after `<`. */
export function commandWords(line: string): { args: string[]; stdinFile?: string } {
  const args: string[] = [];
  for (const [written] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    args.push(written.replace(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''));
  }
  const at = args.indexOf('<');
  if (at < 0) return { args };
  const [, stdinFile] = args.splice(at, 2);
  return { args, stdinFile: String(stdinFile) };
}
