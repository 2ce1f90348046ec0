/** A program that Go builds; what the fields mean stands in go-binary.js. */
export interface GoProgram {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
  readonly main?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly named?: string;
}

export function goBinary(program: GoProgram): string | undefined;
