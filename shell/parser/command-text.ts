import type {
  Assignment,
  CaseCommand,
  Command,
  ConditionalTest,
  FunctionDefinition,
  IfCommand,
  Pipeline,
  Redirection,
  Script,
  SimpleCommand,
  Statement,
  Word,
} from './ast.ts';

/** A function as `declare -f` and `type` print it. */
export function functionText(definition: FunctionDefinition): string {
  return `${definition.name} () \n${bodyText(definition.body, new Printer(true, 0))}`;
}

/** A command as `jobs` prints it. */
export function pipelineText(pipeline: Pipeline): string {
  return new Printer(false, 0).pipeline(pipeline);
}

/** One command as BASH_COMMAND has it. */
export function commandText(command: Command): string {
  // Loops and `case` are shown by their heads.
  if (command.type === 'for' || command.type === 'select')
    return `${command.type} ${command.name} in ${command.words ? command.words.map(wordText).join(' ') : '"$@"'}`;
  if (command.type === 'case') return `case ${wordText(command.subject)} in `;
  return new Printer(false, 0).command(command);
}

export function statementText(statement: Statement): string {
  return new Printer(false, 0).statement(statement);
}

export const wordText = (word: Word): string => word.text ?? word.plain ?? '';

/** The body of a function stands in braces of its own, whatever it is. */
function bodyText(body: Command, printer: Printer): string {
  const inside = printer.deeper();
  const text = body.type === 'group' ? inside.list(body.body) : inside.command({ ...body, redirections: [] });
  return `${printer.indent}{ \n${inside.indent}${text}\n${printer.indent}}${redirectionsText(body.redirections)}`;
}

/** Prints commands in the layout of bash's own print_cmd.c: statements on lines of their own inside functions. */
class Printer {
  readonly #inFunction: boolean;
  readonly #depth: number;

  constructor(inFunction: boolean, depth: number) {
    this.#inFunction = inFunction;
    this.#depth = depth;
  }

  get indent(): string {
    return '    '.repeat(this.#depth);
  }

  deeper(): Printer {
    return new Printer(this.#inFunction, this.#depth + 1);
  }

  list(script: Script): string {
    const { statements } = script;
    return statements
      .map((statement, index) => {
        const isLast = index === statements.length - 1;
        const text = this.statement(statement);
        if (isLast) return text;
        const mark = statement.background || text.endsWith('\n') ? '' : ';';
        return text + mark + (this.#inFunction && !statement.background ? `\n${this.indent}` : ' ');
      })
      .join('');
  }

  statement(statement: Statement): string {
    const rest = statement.rest.map(({ operator, pipeline }) => ` ${operator} ${this.pipeline(pipeline)}`);
    return this.pipeline(statement.first) + rest.join('') + (statement.background ? ' &' : '');
  }

  pipeline(pipeline: Pipeline): string {
    const time = pipeline.timed === 'posix' ? 'time -p ' : pipeline.timed ? 'time ' : '';
    return (
      time + (pipeline.negated ? '! ' : '') + pipeline.commands.map((command) => this.command(command)).join(' | ')
    );
  }

  command(command: Command): string {
    if (command.type === 'simple') return simpleText(command);
    return this.#compound(command) + redirectionsText(command.redirections);
  }

  #compound(command: Exclude<Command, SimpleCommand>): string {
    switch (command.type) {
      case 'group':
        return this.#group(command.body);
      case 'subshell':
        return `( ${this.list(command.body)} )`;
      case 'if':
        return this.#if(command, 0);
      case 'for':
      case 'select': {
        const words = command.words ? command.words.map(wordText).join(' ') : '"$@"';
        return `${command.type} ${command.name} in ${words};\n${this.#loop(command.body)}`;
      }
      case 'arithmetic-for': {
        const parts = [command.start, command.condition, command.step].map((part) => wordText(part).trimStart());
        return `for ((${parts.join('; ')}))\n${this.#loop(command.body)}`;
      }
      case 'while':
      case 'until':
        return `${command.type} ${closed(this.list(command.condition))} do\n${this.#body(command.body)}${this.indent}done`;
      case 'case':
        return this.#case(command);
      case 'function':
        return `function ${command.name} () \n${bodyText(command.body, this)}`;
      case 'coproc':
        return `coproc ${command.name} ${this.command(command.body)}`;
      case 'conditional':
        return `[[ ${testText(command.test)} ]]`;
      case 'arithmetic-command':
        return `((${wordText(command.expression)}))`;
    }
  }

  #group(body: Script): string {
    if (!this.#inFunction) return `{ ${closed(this.list(body))} }`;
    const inside = this.deeper();
    return `{ \n${inside.indent}${inside.list(body)}\n${this.indent}}`;
  }

  #body(body: Script): string {
    const inside = this.deeper();
    return `${inside.indent}${closed(inside.list(body))}\n`;
  }

  #loop(body: Script): string {
    return `${this.indent}do\n${this.#body(body)}${this.indent}done`;
  }

  /** What follows `elif` is printed as an `if` of its own inside the `else`. */
  #if(command: IfCommand, from: number): string {
    const branch = command.branches[from]!;
    const head = `if ${closed(this.list(branch.condition))} then\n${this.#body(branch.body)}`;
    const inside = this.deeper();
    const hasMore = from + 1 < command.branches.length;
    const otherwise = hasMore
      ? `${inside.indent}${inside.#if(command, from + 1)};\n`
      : command.otherwise && this.#body(command.otherwise);
    return `${head}${otherwise === undefined ? '' : `${this.indent}else\n${otherwise}`}${this.indent}fi`;
  }

  #case(command: CaseCommand): string {
    const inside = this.deeper();
    const clauses = command.clauses.map(({ patterns, body, end }) => {
      const deepest = inside.deeper();
      const text = body.statements.length > 0 ? `${deepest.indent}${deepest.list(body)}` : '';
      return `\n${inside.indent}${patterns.map(wordText).join(' | ')})\n${text}\n${inside.indent}${end}`;
    });
    return `case ${wordText(command.subject)} in ${clauses.join('')}\n${this.indent}esac`;
  }
}

/** With the semicolon that stands before a word of the grammar. */
function closed(list: string): string {
  return list.endsWith('&') || list.endsWith('\n') ? list : `${list};`;
}

function simpleText(command: SimpleCommand): string {
  const words = [...command.assignments.map(assignmentText), ...command.words.map(wordText)];
  return words.join(' ') + redirectionsText(command.redirections, words.length === 0);
}

export const assignmentText = (assignment: Assignment): string => assignment.text;

function redirectionsText(redirections: readonly Redirection[], isFirst = false): string {
  const texts = redirections.map(redirectionText).join(' ');
  const documents = redirections.map(({ document }) => (document ? `\n${document.body}${document.delimiter}\n` : ''));
  return (texts === '' || isFirst ? texts : ` ${texts}`) + documents.join('');
}

function redirectionText({ operator, descriptor, variable, target, document }: Redirection): string {
  const number = variable === undefined ? (descriptor ?? '') : `{${variable}}`;
  if (document) return `${number}${document.stripTabs ? '<<-' : '<<'}${wordText(target)}`;
  if (operator === '<&' || operator === '>&') {
    const usual = operator === '<&' ? 0 : 1;
    return `${number === '' ? usual : number}${operator}${wordText(target)}`;
  }
  const isUsual = number === (operator === '<' || operator === '<<<' ? 0 : 1) && operator !== '<>';
  return `${isUsual ? '' : number}${operator} ${wordText(target)}`;
}

export function testText(test: ConditionalTest): string {
  switch (test.type) {
    case 'parentheses':
      return `( ${testText(test.test)} )`;
    case 'not':
      return `! ${testText(test.test)}`;
    case 'and':
      return `${testText(test.left)} && ${testText(test.right)}`;
    case 'or':
      return `${testText(test.left)} || ${testText(test.right)}`;
    case 'unary':
      return test.operator === '' ? `-n ${wordText(test.operand)}` : `${test.operator} ${wordText(test.operand)}`;
    case 'binary':
      return `${wordText(test.left)} ${test.operator} ${wordText(test.right)}`;
  }
}
