import { FileError } from '../../../cluster/machinery/file-system.ts';
import { boolean } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

const list: Verb = {
  name: 'list',
  usage: 'plugin list',
  flags: { 'name-only': boolean() },
  run: async (session) => {
    const found: string[] = [];
    for (const directory of (session.process.environment['PATH'] ?? '').split(':').filter(Boolean))
      found.push(...(await pluginsIn(session, directory)));
    if (found.length === 0) throw new KubectlError('error: unable to find any kubectl plugins in your PATH');
    const shown = session.flags.boolean('name-only')
      ? found.map((path) => path.slice(path.lastIndexOf('/') + 1))
      : found;
    await session.print(
      `The following compatible plugins are available:\n\n${shown.map((each) => `${each}\n`).join('')}`,
    );
    return 0;
  },
};

async function pluginsIn(session: Session, directory: string): Promise<string[]> {
  try {
    const names = session.machine.files.list(directory);
    return names.filter((name) => name.startsWith('kubectl-')).map((name) => `${directory}/${name}`);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await session.error(
      `Unable to read directory "${directory}" from your PATH: open ${directory}: ${error.message.toLowerCase()}. Skipping...\n`,
    );
    return [];
  }
}

export const plugin: Verb = {
  name: 'plugin',
  usage: 'plugin [flags]',
  flags: {},
  isGroup: true,
  children: [list],
  run: () => Promise.resolve(1),
};
