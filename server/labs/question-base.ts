import type { Question as PublicQuestion } from '../schemas/labs.ts';
import { renderInline, renderMarkdown } from './markdown.ts';

export interface Place {
  readonly step: number;
  readonly predict: boolean;
}

/** Adds a problem of the question that is being read. */
export type Fail = (message: string) => null;

interface Shown {
  readonly kind: PublicQuestion['kind'];
  readonly options?: readonly { readonly id: string; readonly text: string }[];
  readonly targets?: readonly { readonly id: string; readonly text: string }[];
  readonly unit?: string | null;
}

/** What all kinds have, and what of it the page gets. */
export function questionBase(
  written: { readonly id: string; readonly prompt: string },
  place: Place,
  { kind, options = [], targets = [], unit = null }: Shown,
) {
  const listed = (entries: NonNullable<Shown['options']>) =>
    entries.map(({ id, text }) => ({ id, html: renderInline(text) }));
  return {
    id: written.id,
    step: place.step,
    predict: place.predict,
    public: {
      id: written.id,
      kind,
      html: renderMarkdown(written.prompt),
      options: listed(options),
      targets: listed(targets),
      unit,
    },
  };
}
