// A development door: `node --import tsx cluster/apiserver/harness.ts FILE` serves an API server alone, without
// controllers, on https://127.0.0.1:$PORT with the token `secret`, and writes its authority's certificate to FILE.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { RealClock } from '../machinery/clock.ts';
import { SeededRandom } from '../machinery/random.ts';
import { createApiServer } from './api-server.ts';
import { createServingCredentials } from './certificates.ts';

const clock = new RealClock();
const api = createApiServer({
  clock,
  random: new SeededRandom(1),
  authenticate: (token) => (token === 'secret' ? { name: 'kubernetes-admin', groups: ['system:masters'] } : undefined),
  kubeletOf: () => undefined,
  onError: (error) => console.error(error),
});
const credentials = await createServingCredentials(clock.now());
writeFileSync(process.argv[2] ?? 'ca.crt', credentials.ca);
const server = createServer({ cert: credentials.certificate, key: credentials.key });
api.attach(server);
server.listen(Number(process.env.PORT ?? 6443), '127.0.0.1', () => console.log('listening'));
