import { type Extension, parseExtension } from './extensions.ts';
import { OpensslError } from './failure.ts';

/** The sections of an OpenSSL configuration file, lines as they are; '' for what stands before the first. */
export function readSections(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>([['', []]]);
  let current = '';
  for (const line of text.split('\n')) {
    const trimmed = line.replace(/#.*/, '').trim();
    const head = /^\[\s*([^\]]*?)\s*\]$/.exec(trimmed);
    if (head) {
      current = head[1]!;
      if (!sections.has(current)) sections.set(current, []);
    } else if (trimmed) sections.get(current)!.push(trimmed);
  }
  return sections;
}

/** The value of a key in a section. */
export function settingOf(sections: ReadonlyMap<string, string[]>, section: string, key: string): string | undefined {
  const line = sections.get(section)?.find((each) => each.split('=')[0]?.trim() === key);
  return line?.slice(line.indexOf('=') + 1).trim();
}

/** The extensions of one section. Throws OpensslError. */
export function extensionsOf(sections: ReadonlyMap<string, string[]>, section: string): Extension[] {
  const lines = sections.get(section);
  if (!lines) throw new OpensslError(`Error checking extension section ${section}`);
  return lines.flatMap((line) => {
    const at = line.indexOf('=');
    if (at < 0) return [];
    const extension = parseExtension(line.slice(0, at).trim(), line.slice(at + 1).trim(), sections);
    return extension ? [extension] : [];
  });
}

/** -addext `name = value`. */
export function addedExtension(text: string): Extension[] {
  const at = text.indexOf('=');
  if (at < 0) throw new OpensslError(`req: Error on line 1 of config: missing equal sign in ${text}`);
  const extension = parseExtension(text.slice(0, at).trim(), text.slice(at + 1).trim(), new Map());
  return extension ? [extension] : [];
}
