import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rootsIn } from '../labs/lab-catalogue.ts';
import { LAB_FOLDER, labFolders } from '../labs/lab-folder.ts';
import { type Command, readArguments, UsageError } from './command.ts';
import { newLabFiles } from './new-lab-files.ts';

export const labNew: Command = {
  name: 'lab new',
  usage: 'lab new SLUG',
  summary: 'makes a small lab that passes, to be changed',
  async run(context) {
    const slug = readArguments(context, {}, { atMost: 1 }).positionals[0];
    if (!slug) throw new UsageError('a slug is needed: lower-case words with hyphens');
    const folders = labFolders(rootsIn(context.root));
    if (folders.some((folder) => folder.slice(3) === slug)) throw new UsageError(`there is a lab “${slug}” already`);
    const next = Math.max(0, ...folders.map((folder) => Number(folder.slice(0, 2)))) + 1;
    const folder = `${String(next).padStart(2, '0')}-${slug}`;
    if (!LAB_FOLDER.test(folder)) throw new UsageError(`“${slug}” is no slug: lower-case words with hyphens`);
    for (const [path, text] of Object.entries(newLabFiles(folder))) {
      const file = join(context.root, path);
      if (existsSync(file)) throw new UsageError(`${path} is there already`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      console.log(path);
    }
    console.log(`Now: npx rabbithole lab test ${slug}`);
    return 0;
  },
};
