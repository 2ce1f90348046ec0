import { type Document, isMap, isScalar, isSeq } from 'yaml';
import { formatText } from '../jq/formats.ts';
import { compactText, jsonText } from '../jq/json-text.ts';
import type { Json } from '../jq/json-value.ts';
import type { YqOptions } from './options.ts';
import { jsonOf } from './yaml-value.ts';

/** All results in the format asked for. */
export function printed(documents: readonly Document[], breaks: ReadonlySet<number>, options: YqOptions): string {
  const texts = documents.map((document) => printedOne(document, options));
  if (options.output !== 'yaml' || options.noDocuments) return texts.join('');
  // What comes of another document stands behind a mark.
  return texts
    .map((text, index) => {
      const plain = text.replace(/^---\n/, '');
      return breaks.has(index) ? `---\n${plain}` : plain;
    })
    .join('');
}

function printedOne(document: Document, options: YqOptions): string {
  const value = jsonOf(document.contents, document);
  switch (options.output) {
    case 'json':
      if (options.unwrap && typeof value === 'string') return `${value}\n`;
      return `${jsonText(value, { indent: options.indent })}\n`;
    case 'props':
      return properties(value, '').join('');
    case 'csv':
    case 'tsv':
      return `${rows(value)
        .map((row) => formatText(`@${options.output}`, row))
        .join('\n')}\n`;
    default:
      return yamlText(document, value, options);
  }
}

function yamlText(document: Document, value: Json, options: YqOptions): string {
  const { contents } = document;
  if (isScalar(contents) && options.unwrap) {
    const comment = contents.comment ? ` #${contents.comment}` : '';
    const source = typeof contents.source === 'string' && typeof value !== 'string' ? contents.source : null;
    return `${source ?? (typeof value === 'string' ? value : compactText(value))}${typeof value === 'string' ? '' : comment}\n`;
  }
  if (contents === null) return 'null\n';
  if (options.pretty || options.input === 'json') toBlocks(contents);
  const text = document.toString({
    indent: options.indent,
    lineWidth: 0,
    flowCollectionPadding: false,
    indentSeq: true,
  });
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** -P: no flow collections and no quotes that are not needed. */
function toBlocks(node: unknown): void {
  if (isScalar(node)) {
    delete node.type;
    return;
  }
  if (isSeq(node)) {
    node.flow = false;
    node.items.forEach(toBlocks);
  }
  if (isMap(node)) {
    node.flow = false;
    for (const { key, value } of node.items) {
      toBlocks(key);
      toBlocks(value);
    }
  }
}

function properties(value: Json, path: string): string[] {
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (Array.isArray(value)) return value.flatMap((item, index) => properties(item, below(String(index))));
  if (value instanceof Map) return [...value].flatMap(([key, item]) => properties(item, below(key)));
  return [`${path} = ${typeof value === 'string' ? value : compactText(value)}\n`];
}

function rows(value: Json): Json[] {
  return Array.isArray(value) && Array.isArray(value[0]) ? value : [value];
}
