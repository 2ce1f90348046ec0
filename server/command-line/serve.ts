import { readConfig } from '../config.ts';
import { serve } from '../main.ts';
import { buildPage } from './build-page.ts';
import { type Command, readArguments } from './command.ts';

export const serveCommand: Command = {
  name: 'serve',
  usage: 'serve',
  summary: 'serves the product (HOST, PORT, DATA_DIR …: see docs/operating.md)',
  async run(context) {
    readArguments(context, {}, { atMost: 0 });
    const config = readConfig(process.env);
    const page = await buildPage(context.root, (line) => console.log(line));
    await serve(config, context.root, page);
    return undefined;
  },
};
