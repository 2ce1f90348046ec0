import { fileURLToPath } from 'node:url';
import autoload from '@fastify/autoload';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import type { LabCatalogue } from './labs/lab-catalogue.ts';
import type { SessionManager } from './sessions/session-manager.ts';

export interface AppDependencies {
  readonly config: Config;
  readonly catalogue: LabCatalogue;
  readonly sessions: SessionManager;
  /** The built page, or null when there is none (tests). */
  readonly page: string | null;
  /** Of the certificate that HTTPS is served with, for kubeconfigs; null when only HTTP is (tests). */
  readonly certificateAuthority: string | null;
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly dependencies: AppDependencies;
  }
}

const folder = (name: string) => fileURLToPath(new URL(`./${name}/`, import.meta.url));
const tests = /\.test\.[jt]s$/;

// @fastify/autoload looks for known loaders by name and does not know one that was registered at run time.
process.env['FASTIFY_AUTOLOAD_TYPESCRIPT'] ??= '1';

/** The web application as a value: whoever builds it decides whether it listens. */
export async function buildApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: dependencies.config.logLevel },
    bodyLimit: 512 * 1024,
    trustProxy: dependencies.config.publicOrigin !== null,
    routerOptions: { maxParamLength: 256 },
    // A request that sends its head slowly must not hold a connection for ever.
    requestTimeout: 0,
    connectionTimeout: 0,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false, allErrors: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.decorate('dependencies', dependencies);
  await app.register(autoload, { dir: folder('plugins'), ignorePattern: tests, encapsulate: false, forceESM: true });
  await app.register(autoload, { dir: folder('routes'), ignorePattern: tests, routeParams: true, forceESM: true });
  return app;
}
