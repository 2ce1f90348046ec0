import type { AddressInfo, Server } from 'node:net';
import closeWithGrace from 'close-with-grace';
import { buildApp } from './app.ts';
import { type Config, ConfigError } from './config.ts';
import { Database } from './database/database.ts';
import { EmbeddedDriver } from './drivers/embedded/embedded-driver.ts';
import { createServingCertificate } from './drivers/serving-certificate.ts';
import { readCatalogue, rootsIn } from './labs/lab-catalogue.ts';
import { formatProblem } from './labs/lab-problem.ts';
import { SessionManager } from './sessions/session-manager.ts';
import { createTwoProtocolServer } from './two-protocol-server.ts';

/** Every part of a running server, and the way to end them all. */
export interface RunningServer {
  readonly address: string;
  close(): Promise<void>;
}

/** The process: reads the labs, opens the database, starts the workers, listens. `page` is null without a built page. */
export async function startServer(config: Config, root: string, page: string | null): Promise<RunningServer> {
  const catalogue = readCatalogue(rootsIn(root));
  const database = new Database({ folder: config.dataFolder });
  const driver = new EmbeddedDriver({ workers: config.workers, memoryMiB: config.workerMemoryMiB, pace: config.pace });
  let log = (error: unknown, what: string) => console.error(what, error);
  const sessions = new SessionManager({
    config,
    catalogue,
    drivers: [driver],
    database,
    log: (error, what) => log(error, what),
  });
  const certificate = await createServingCertificate(config.host);
  const app = await buildApp({ config, catalogue, sessions, page, certificateAuthority: certificate.ca });
  log = (error, what) => app.log.error({ err: error }, what);
  for (const problem of catalogue.problems) app.log.warn(`lab left out: ${formatProblem(problem)}`);
  await Promise.all([app.ready(), driver.warm()]);
  const listener = createTwoProtocolServer(app.server, app.routing, certificate);
  const address = await listen(listener, config);
  const close = async () => {
    listener.close();
    await app.close();
    await sessions.close();
    await driver.close();
    await database.close();
  };
  return { address, close };
}

function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, host, port)));
    server.listen({ host, port }, () => {
      const { port: bound } = server.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`);
    });
  });
}

/** What an operator can do about a place that cannot be listened on. */
function explained(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') return new ConfigError(`port ${port} of ${host} is taken. Set PORT to another one.`);
  if (error.code === 'EACCES')
    return new ConfigError(`port ${port} needs rights you do not have. Set PORT above 1023.`);
  if (error.code === 'EADDRNOTAVAIL') return new ConfigError(`this machine has no address ${host}. Set HOST.`);
  return error;
}

/** As `startServer`, until the process is told to end. */
export async function serve(config: Config, root: string, page: string | null): Promise<void> {
  const server = await startServer(config, root, page);
  console.log(`Rabbithole is at ${server.address}`);
  closeWithGrace({ delay: 10_000 }, async ({ err }) => {
    if (err) console.error(err);
    await server.close();
  });
}
