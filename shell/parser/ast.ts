/** The abstract syntax of bash, as parsed from its grammar (Bash Reference Manual, chapters 3 and 6). */

export interface Word {
  readonly parts: readonly WordPart[];
  /** The word's text when nothing in it is expanded, split or matched. */
  readonly plain?: string;
  /** As it was written. */
  readonly text?: string;
  /** What it assigns when it is an argument of a declaration command (`export a=b`). */
  readonly assignment?: Assignment;
}

export type WordPart =
  | { readonly type: 'literal'; readonly text: string }
  | { readonly type: 'quoted'; readonly text: string }
  | { readonly type: 'double'; readonly parts: readonly WordPart[] }
  | ParameterExpansion
  | { readonly type: 'command'; readonly script: Script }
  | { readonly type: 'arithmetic'; readonly expression: Word }
  | { readonly type: 'process'; readonly direction: '<' | '>'; readonly script: Script }
  /** `${…}` that is no expansion: an error once it is reached. */
  | {
      readonly type: 'bad-substitution';
      readonly text: string /** The word or quotes around it. */;
      readonly within?: string;
    };

export interface ParameterExpansion {
  readonly type: 'parameter';
  readonly name: string;
  /** `@`, `*`, or an expression or key. */
  readonly subscript?: Word;
  /** `${#name}` */
  readonly length?: boolean;
  /** `${!name}`; with a subscript of @ or *: the array's keys. */
  readonly indirect?: boolean;
  /** `${!prefix*}` and `${!prefix@}` */
  readonly names?: '*' | '@';
  readonly operation?: ParameterOperation;
}

export type ParameterOperation =
  | { readonly kind: 'default' | 'assign' | 'error' | 'alternative'; readonly colon: boolean; readonly word: Word }
  | { readonly kind: 'remove'; readonly end: 'prefix' | 'suffix'; readonly longest: boolean; readonly pattern: Word }
  | {
      readonly kind: 'replace';
      readonly where: 'first' | 'all' | 'prefix' | 'suffix';
      readonly pattern: Word;
      readonly replacement: Word;
    }
  | { readonly kind: 'substring'; readonly offset: Word; readonly length?: Word }
  | { readonly kind: 'case'; readonly to: 'upper' | 'lower' | 'toggle'; readonly all: boolean; readonly pattern: Word }
  | { readonly kind: 'transform'; readonly operator: string };

export interface Assignment {
  readonly name: string;
  readonly subscript?: Word;
  readonly append: boolean;
  readonly value: Word | ArrayLiteral;
  /** As it was written. */
  readonly text: string;
}

export interface ArrayLiteral {
  readonly elements: readonly { readonly key?: Word; readonly append?: boolean; readonly value: Word }[];
}

export interface Redirection {
  readonly operator: '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '&>' | '&>>' | '<<<' | '<<';
  /** Absent: 0 for input, 1 for output. */
  readonly descriptor?: number;
  /** `{name}>file`: the variable that is given the number. */
  readonly variable?: string;
  readonly target: Word;
  /** Of a here-document, as it was written. */
  readonly document?: { readonly delimiter: string; readonly stripTabs: boolean; body: string };
}

export interface Script {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
  readonly background: boolean;
  /** The source text, as `set -v` shows it. */
  readonly text: string;
}

export interface Pipeline {
  readonly negated: boolean;
  readonly timed?: 'bash' | 'posix';
  readonly commands: readonly Command[];
  readonly text: string;
}

export type Command =
  | SimpleCommand
  | GroupCommand
  | IfCommand
  | ForCommand
  | ArithmeticForCommand
  | WhileCommand
  | CaseCommand
  | FunctionDefinition
  | ConditionalCommand
  | ArithmeticCommand
  | CoprocessCommand;

interface WithRedirections {
  readonly redirections: readonly Redirection[];
  readonly line: number;
}

export interface SimpleCommand extends WithRedirections {
  readonly type: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
}

export interface GroupCommand extends WithRedirections {
  readonly type: 'group' | 'subshell';
  readonly body: Script;
}

export interface IfCommand extends WithRedirections {
  readonly type: 'if';
  readonly branches: readonly { readonly condition: Script; readonly body: Script }[];
  readonly otherwise?: Script;
}

export interface ForCommand extends WithRedirections {
  readonly type: 'for' | 'select';
  readonly name: string;
  /** Absent: the positional parameters. */
  readonly words?: readonly Word[];
  readonly body: Script;
}

export interface ArithmeticForCommand extends WithRedirections {
  readonly type: 'arithmetic-for';
  readonly start: Word;
  readonly condition: Word;
  readonly step: Word;
  readonly body: Script;
}

export interface WhileCommand extends WithRedirections {
  readonly type: 'while' | 'until';
  readonly condition: Script;
  readonly body: Script;
}

export interface CaseCommand extends WithRedirections {
  readonly type: 'case';
  readonly subject: Word;
  readonly clauses: readonly {
    readonly patterns: readonly Word[];
    readonly body: Script;
    readonly end: ';;' | ';&' | ';;&';
  }[];
}

export interface FunctionDefinition extends WithRedirections {
  readonly type: 'function';
  readonly name: string;
  readonly body: Command;
}

export interface CoprocessCommand extends WithRedirections {
  readonly type: 'coproc';
  readonly name: string;
  readonly body: Command;
}

export interface ConditionalCommand extends WithRedirections {
  readonly type: 'conditional';
  readonly test: ConditionalTest;
}

export type ConditionalTest =
  | { readonly type: 'parentheses'; readonly test: ConditionalTest }
  | { readonly type: 'not'; readonly test: ConditionalTest }
  | { readonly type: 'and' | 'or'; readonly left: ConditionalTest; readonly right: ConditionalTest }
  | { readonly type: 'unary'; readonly operator: string; readonly operand: Word }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word };

export interface ArithmeticCommand extends WithRedirections {
  readonly type: 'arithmetic-command';
  readonly expression: Word;
}
