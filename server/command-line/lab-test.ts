import { proveLab } from '../checks/prove-lab.ts';
import { startVirtualCluster } from '../drivers/embedded/virtual-cluster.ts';
import { everyCase } from '../labs/draw-lab.ts';
import { readCatalogue, rootsIn } from '../labs/lab-catalogue.ts';
import { formatProblem } from '../labs/lab-problem.ts';
import { type Command, readArguments, UsageError } from './command.ts';

export const labTest: Command = {
  name: 'lab test',
  usage: 'lab test [SLUG]',
  summary: 'proves labs both ways: checks fail before and pass after each solution',
  async run(context) {
    const slug = readArguments(context, {}, { atMost: 1 }).positionals[0];
    const { labs, problems, library } = readCatalogue(rootsIn(context.root));
    for (const problem of problems) console.error(formatProblem(problem));
    const chosen = labs.filter((lab) => !slug || lab.slug === slug);
    if (chosen.length === 0 && problems.length === 0) {
      throw new UsageError(slug ? `there is no lab “${slug}”` : 'there are no labs');
    }
    let failed = problems.length;
    for (const lab of chosen.flatMap(everyCase)) {
      console.log(lab.folder);
      for await (const { claim, problem } of proveLab({ lab, library, start: () => startVirtualCluster(lab.start) })) {
        console.log(`  ${problem === null ? 'ok  ' : 'FAIL'} ${claim}${problem === null ? '' : `\n       ${problem}`}`);
        if (problem !== null) failed++;
      }
    }
    console.log(failed === 0 ? 'all proven' : `${failed} not proven`);
    return failed === 0 ? 0 : 1;
  },
};
