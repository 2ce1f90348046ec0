import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('cases/', import.meta.url);

/** The subjects of the cases: one file of scripts each. */
export const SUBJECTS: readonly string[] = readdirSync(FOLDER)
  .map((name) => name.replace(/\.sh$/, ''))
  .sort();

/** The scripts about a subject. In its file an empty line stands between two. */
export function scriptsAbout(subject: string): string[] {
  const text = readFileSync(new URL(`${subject}.sh`, FOLDER), 'utf8');
  return text.trimEnd().split(/\n\n+/);
}

/** Where what a real bash said of them is kept. */
export function recordingOf(subject: string): URL {
  return new URL(`recorded/${subject}.json`, import.meta.url);
}
