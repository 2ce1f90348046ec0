import { defineTool } from '../tool.ts';
import { eachLine } from './each-line.ts';

const REFERENCE = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g;

/** envsubst(1) of gettext. */
export const envsubst = defineTool(
  {
    name: 'envsubst',
    help: 'Usage: envsubst [OPTION] [SHELL-FORMAT]\n\n  -v, --variables  the variables of SHELL-FORMAT',
    version: '(GNU gettext-runtime) 0.21',
    short: 'v',
    long: { variables: 'v' },
    codec: 'utf8',
  },
  async (tool) => {
    const [format] = tool.operands;
    const named =
      format === undefined
        ? null
        : new Set(Array.from(format.matchAll(REFERENCE), ([, braced, bare]) => braced ?? bare));
    if (tool.has('v')) {
      for (const name of named ?? []) tool.out.add(`${name}\n`);
      return 0;
    }
    const { environment } = tool.process;
    const replaced = (text: string) =>
      text.replace(REFERENCE, (all, braced: string | undefined, bare: string | undefined) => {
        const name = braced ?? bare ?? '';
        return named && !named.has(name) ? all : (environment[name] ?? '');
      });
    await eachLine(
      tool,
      tool.process.stdin,
      (line, isTerminated) => tool.out.add(replaced(line) + (isTerminated ? '\n' : '')),
      { codec: 'utf8' },
    );
    return 0;
  },
);
