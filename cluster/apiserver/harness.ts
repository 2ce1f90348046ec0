import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { RealClock } from '../machinery/clock.ts';
import { SeededRandom } from '../machinery/random.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { createApiServer } from './api-server.ts';
import { createServingCredentials } from './certificates.ts';
import { Registry } from './registry.ts';

const definitions: ResourceDefinition[] = [];
const folder = new URL('../resources/kinds/', import.meta.url);
for (const file of readdirSync(folder)) {
  try {
    const module: Record<string, unknown> = await import(new URL(file, folder).href);
    for (const value of Object.values(module))
      if (typeof value === 'object' && value && 'plural' in value) definitions.push(value as ResourceDefinition);
  } catch (error) {
    console.error(file, error);
  }
}
const api = createApiServer({
  clock: new RealClock(),
  random: new SeededRandom(1),
  registry: new Registry(definitions),
  authenticate: (token) => (token === 'secret' ? { name: 'admin', groups: ['system:masters'] } : undefined),
  kubeletOf: () => undefined,
  onError: (error) => console.error(error),
});
const credentials = await createServingCredentials(Date.now());
writeFileSync('/tmp/api-ca.crt', credentials.ca);
const http = createServer({ cert: credentials.certificate, key: credentials.key });
api.attach(http);
http.listen(Number(process.env.PORT ?? 7001), '127.0.0.1', () => console.log('listening', definitions.length));
