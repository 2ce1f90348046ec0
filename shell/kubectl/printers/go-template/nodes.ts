import type { Value } from './values.ts';

/** text/template/parse: a template as a tree. `at` is the position in the source, `text` what messages quote. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'range' | 'with';
      readonly at: number;
      readonly pipe: Pipe;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly kind: 'break' | 'continue' }
  | { readonly kind: 'template'; readonly at: number; readonly name: string; readonly pipe: Pipe | null };

export interface Pipe {
  readonly at: number;
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
  readonly text: string;
}

export interface Command {
  readonly at: number;
  readonly operands: readonly Operand[];
  readonly text: string;
}

export type Operand = { readonly at: number; readonly text: string } & (
  | { readonly kind: 'dot' | 'nil' }
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'chain'; readonly inner: Operand; readonly path: readonly string[] }
  | { readonly kind: 'pipe'; readonly pipe: Pipe }
);

export interface Template {
  readonly source: string;
  readonly named: ReadonlyMap<string, readonly Node[]>;
}

/** Where a template is wrong, or what failed while it ran; `message` is Go's. */
export class TemplateError extends Error {}
