import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { Process } from '../../machinery/machine.ts';
import { goLog } from '../go-text.ts';
import { respond, runHttpService } from '../http-service.ts';
import { parseFlags } from './flags.ts';

/** grpc.health.v1 ServingStatus, and the status codes of gRPC that are used. */
const SERVING = 1;
const NOT_SERVING = 2;
const OK = '0';
const NOT_FOUND = '5';
const UNIMPLEMENTED = '12';

/** The gRPC health protocol for one service; two HTTP paths switch its answer. */
export async function grpcHealthChecking(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2));
  const { clock, network } = process.machine;
  const startedMs = clock.now();
  const delaySeconds = flags.number('delay-unhealthy-sec', -1);
  let forced: boolean | undefined;
  const unhealthy = () => forced ?? (delaySeconds >= 0 && clock.now() - startedMs >= delaySeconds * 1000);

  const server = createServer();
  server.on('stream', (stream, headers) => {
    goLog(process, 'Serving the Check request for health check');
    void answer(stream, String(headers[':path']), (service) =>
      service === flags.text('service') ? (unhealthy() ? NOT_SERVING : SERVING) : undefined,
    );
  });
  server.on('sessionError', () => {});
  const port = flags.number('port', 5000);
  goLog(process, `gRPC server starting to listen on :${port}`);
  const listener = network.listen(
    port,
    (socket) => {
      socket.on('error', () => socket.destroy());
      server.emit('connection', socket);
    },
    { program: 'agnhost' },
  );
  const http = { port: flags.number('http-port', 8080), program: 'agnhost' };
  const code = await runHttpService(process, http, ({ request, response }) => {
    const path = request.url ?? '/';
    if (path === '/make-not-serving') forced = true;
    else if (path === '/make-serving') forced = false;
    else return respond(response, 404, '404 page not found\n');
    return respond(response, 200, `${(clock.now() - startedMs) / 1000}s`);
  });
  listener.close();
  return code;
}

/** One unary call: a length-prefixed message in, one out, the status in the trailers. */
async function answer(
  stream: ServerHttp2Stream,
  path: string,
  statusOf: (service: string) => number | undefined,
): Promise<void> {
  stream.on('error', () => {});
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  const status = path === '/grpc.health.v1.Health/Check' ? statusOf(serviceOf(Buffer.concat(chunks))) : undefined;
  const [code, message] =
    status !== undefined
      ? [OK, '']
      : path.endsWith('/Check')
        ? [NOT_FOUND, 'unknown service']
        : [UNIMPLEMENTED, 'unimplemented'];
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () =>
    stream.sendTrailers({ 'grpc-status': code, ...(message ? { 'grpc-message': message } : {}) }),
  );
  stream.end(status === undefined ? Buffer.alloc(0) : Buffer.from([0, 0, 0, 0, 2, 0x08, status]));
}

/** HealthCheckRequest.service, field 1 (protobuf encoding: tag 0x0a, length, text). */
function serviceOf(frame: Buffer): string {
  const message = frame.subarray(5);
  return message[0] === 0x0a ? message.subarray(2, 2 + (message[1] ?? 0)).toString('utf8') : '';
}
