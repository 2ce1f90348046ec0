import { withoutLeadingSlashes } from './archive-operands.ts';
import { isBeginOnly } from './awk-program.ts';
import { batchTool } from './batch-tool.ts';
import { type OptionShape, operandsOf } from './operands.ts';

const AWK: OptionShape = { letters: 'Fvfe', words: {} };
const JQ: OptionShape = {
  letters: 'fL',
  words: { '--arg': 2, '--argjson': 2, '--slurpfile': 2, '--rawfile': 2, '--indent': 1, '--from-file': 1 },
};
const YQ: OptionShape = { letters: 'po', words: { '--input-format': 1, '--output-format': 1, ...JQ.words } };
const GZIP: OptionShape = { letters: 'S', words: { '--suffix': 1 } };

export const awk = batchTool({
  name: 'awk',
  version: 'awk 20250116\n',
  inputWords: ['-'],
  readsInput: (args) => {
    const { options, operands } = operandsOf(args, AWK);
    const program = options.includes('-f') ? '' : (operands.shift() ?? '');
    if (isBeginOnly(program) || args.includes('--help')) return false;
    const files = operands.filter((operand) => !/^[A-Za-z_]\w*=/.test(operand));
    return files.length === 0 || files.some((file) => file === '-' || file === '/dev/stdin');
  },
});

export const jq = batchTool({ name: 'jq', version: 'jq-1.7.1\n', readsInput: (args) => queryReadsInput(args, JQ) });
export const yq = batchTool({ name: 'yq', version: 'yq 3.4.3\n', readsInput: (args) => queryReadsInput(args, YQ) });

function queryReadsInput(args: readonly string[], shape: OptionShape): boolean {
  const { options, operands } = operandsOf(args, shape);
  const given = (...names: string[]) => names.some((name) => options.includes(name));
  if (given('-n', '--null-input', '--help', '-h')) return false;
  const files = given('-f', '--from-file') ? operands : operands.slice(1);
  return files.length === 0 || given('--args', '--jsonargs') || files.some((f) => f === '-' || f === '/dev/stdin');
}

export const tar = batchTool({
  name: 'tar',
  version: 'tar (GNU tar) 1.35\n',
  takesDirectories: true,
  rewrite: withoutLeadingSlashes,
  readsInput: (args) => {
    const [first = ''] = args;
    const named = /^-?[A-Za-z]*f/.test(first) || args.some((arg) => /^-[A-Za-z]*f|^--file/.test(arg));
    const reading = args.some(
      (arg, at) => /^-[A-Za-z]*[xt]|^--(extract|list|get)/.test(arg) || (at === 0 && /^[a-z]*[xt]/.test(arg)),
    );
    return reading && (!named || args.includes('-'));
  },
});

const gzipTool = (name: string) =>
  batchTool({
    name,
    version: `${name} (gzip) 1.13\n`,
    readsInput: (args) => {
      const { options, operands } = operandsOf(args, GZIP);
      if (options.includes('--help')) return false;
      return operands.length === 0 || operands.some((operand) => operand === '-' || operand === '/dev/stdin');
    },
  });

export const gzip = gzipTool('gzip');
export const gunzip = gzipTool('gunzip');
export const zcat = gzipTool('zcat');
