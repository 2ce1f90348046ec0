import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

// Links of a lab lead out of it: they open beside the lab, and tell the other side nothing.
const renderLink = markdown.renderer.rules.link_open;
markdown.renderer.rules.link_open = (tokens, index, options, environment, self) => {
  const token = tokens[index]!;
  if (/^https?:/.test(token.attrGet('href') ?? '')) {
    token.attrSet('target', '_blank');
    token.attrSet('rel', 'noreferrer');
  }
  return renderLink?.(tokens, index, options, environment, self) ?? self.renderToken(tokens, index, options);
};

export function renderMarkdown(text: string): string {
  return markdown.render(text).trim();
}

/** One line of text without a paragraph around it. */
export function renderInline(text: string): string {
  return markdown.renderInline(text.trim());
}

export type MarkdownPart =
  | { readonly kind: 'prose'; readonly html: string }
  | {
      readonly kind: 'fence';
      readonly word: string;
      readonly rest: string;
      readonly body: string;
      readonly line: number;
    };

/** Cuts a text at its top-level fences whose info string begins with one of `words`; tells all others. Lines are from 0. */
export function splitAtFences(
  text: string,
  words: ReadonlySet<string>,
  onOther: (word: string, line: number) => void,
): MarkdownPart[] {
  const environment = {};
  const tokens = markdown.parse(text, environment);
  const parts: MarkdownPart[] = [];
  let prose: typeof tokens = [];
  const flush = () => {
    const html = markdown.renderer.render(prose, markdown.options, environment).trim();
    if (html) parts.push({ kind: 'prose', html });
    prose = [];
  };
  for (const token of tokens) {
    const [word = '', rest = ''] = token.info.trim().split(/\s+(.*)/s);
    if (token.type !== 'fence' || token.level > 0 || !words.has(word)) {
      if (token.type === 'fence') onOther(word, token.map?.[0] ?? 0);
      prose.push(token);
      continue;
    }
    flush();
    parts.push({ kind: 'fence', word, rest: rest.trim(), body: token.content, line: token.map?.[0] ?? 0 });
  }
  flush();
  return parts;
}
