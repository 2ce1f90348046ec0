import { readCatalogue, rootsIn } from '../labs/lab-catalogue.ts';
import { formatProblem } from '../labs/lab-problem.ts';
import { type Command, readArguments, UsageError } from './command.ts';

export const labLint: Command = {
  name: 'lab lint',
  usage: 'lab lint [SLUG]',
  summary: 'reads labs without running them; prints file, line and what is wrong',
  async run(context) {
    const slug = readArguments(context, {}, { atMost: 1 }).positionals[0];
    const { labs, problems } = readCatalogue(rootsIn(context.root));
    const own = problems.filter((problem) => !slug || problem.file.split('/')[1]?.slice(3) === slug);
    const fine = labs.filter((lab) => !slug || lab.slug === slug);
    if (own.length + fine.length === 0) throw new UsageError(slug ? `there is no lab “${slug}”` : 'there are no labs');
    for (const problem of own) console.error(formatProblem(problem));
    for (const lab of fine) console.log(`${lab.folder}: fine, ${lab.steps.length} steps`);
    return own.length > 0 ? 1 : 0;
  },
};
