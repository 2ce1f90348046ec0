import { CurlError } from './errors.ts';

/** URLs that one command may ask for. */
const MAX_URLS = 10_000;

/** `{a,b}` and `[1-3]`, `[01-10:2]`, `[a-c]` in a URL (curl(1), "URL globbing"). */
export function expandUrl(url: string): string[] {
  const set = /\{([^{}]*)\}|\[([^[\]]*)\]/.exec(url);
  if (!set) return [url];
  const choices = set[1] !== undefined ? set[1].split(',') : range(set[2]!);
  if (!choices) return [url];
  const before = url.slice(0, set.index);
  const rest = expandUrl(url.slice(set.index + set[0].length));
  if (choices.length * rest.length > MAX_URLS) throw new CurlError(3, 'too many URLs in the pattern');
  return choices.flatMap((choice) => rest.map((tail) => before + choice + tail));
}

function range(text: string): string[] | null {
  const numbers = /^(\d+)-(\d+)(?::(\d+))?$/.exec(text);
  const letters = /^([a-zA-Z])-([a-zA-Z])(?::(\d+))?$/.exec(text);
  const step = Math.max(1, Number(numbers?.[3] ?? letters?.[3] ?? 1));
  const result: string[] = [];
  if (numbers) {
    const width = numbers[1]!.startsWith('0') ? numbers[1]!.length : 0;
    const last = Math.min(Number(numbers[2]), Number(numbers[1]) + MAX_URLS * step);
    for (let at = Number(numbers[1]); at <= last; at += step) result.push(String(at).padStart(width, '0'));
    return result;
  }
  if (!letters) return null;
  for (let at = letters[1]!.charCodeAt(0); at <= letters[2]!.charCodeAt(0); at += step)
    result.push(String.fromCharCode(at));
  return result;
}
