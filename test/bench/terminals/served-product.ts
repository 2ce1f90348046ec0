import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../server/config.ts';
import { startServer } from '../../../server/main.ts';
import { root } from '../bench-lab.ts';

/** The product in a process of its own, as learners meet it; it sends its address to who forked it. */
const config = readConfig({
  PORT: '0',
  LOG_LEVEL: 'silent',
  SESSION_STARTS_PER_MINUTE: '1000',
  DATA_DIR: mkdtempSync(join(tmpdir(), 'rabbithole-bench-')),
});
const server = await startServer(config, root, null);
process.once('disconnect', () => process.exit(0));
process.send?.(server.address);
