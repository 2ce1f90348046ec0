import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { readDocument } from './document-source.ts';
import { Reader } from './reader.ts';

const names = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.yaml'));

describe.each(names.map((name) => ({ name, document: readDocument(name) })))('$document.title', ({ document }) => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await Reader.start(document);
  });
  afterAll(() => reader.close());

  const parts = document.parts.map((part) => ({
    words: (part.later ? `(${part.later}) ` : '') + firstLine(part.command ?? part.manifest ?? ''),
    part,
  }));
  test.each(parts)('$words', async ({ part }) => reader.follow(part));
});

function firstLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.find((line) => line.startsWith('kind:')) ?? lines[0] ?? '';
}
