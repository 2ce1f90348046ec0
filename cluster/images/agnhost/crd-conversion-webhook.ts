import type { Process } from '../../machinery/machine.ts';
import type { Exchange } from '../../proxy/http-server.ts';
import { respond, runHttpService } from '../http-service.ts';
import { parseFlags } from './flags.ts';
import { readBody } from './request-body.ts';
import { readCertificate } from './tls-files.ts';

type CustomObject = Record<string, unknown> & { apiVersion: string };

interface ConversionReview {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: {
    readonly uid: string;
    readonly desiredAPIVersion: string;
    readonly objects: readonly CustomObject[];
  };
}

/** A conversion that cannot be made; the message goes into the answer's result. */
class ConversionError extends Error {}

/** Converts stable.example.com's v1 (`hostPort`) and v2 (`host`, `port`) into one another over HTTPS. */
export async function crdConversionWebhook(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2), ['alsologtostderr', 'logtostderr']);
  const tls = await readCertificate(process, flags.text('tls-cert-file'), flags.text('tls-private-key-file'));
  return runHttpService(process, { port: flags.number('port', 443), program: 'agnhost', tls }, (exchange) => {
    const { pathname } = new URL(exchange.request.url ?? '/', 'http://host');
    if (pathname === '/readyz') respond(exchange.response, 200, 'ok');
    else if (pathname === '/crdconvert') void review(exchange);
    else respond(exchange.response, 404, '404 page not found\n');
  });
}

async function review({ request, response }: Exchange): Promise<void> {
  try {
    const asked = JSON.parse(await readBody(request)) as ConversionReview;
    const body = { kind: asked.kind, apiVersion: asked.apiVersion, response: answer(asked.request) };
    respond(response, 200, JSON.stringify(body), 'application/json');
  } catch (error) {
    respond(response, 400, `failed to deserialize body: ${String(error)}\n`);
  }
}

function answer({ uid, desiredAPIVersion, objects }: ConversionReview['request']): object {
  try {
    const convertedObjects = objects.map((object) => convert(object, desiredAPIVersion));
    return { uid, convertedObjects, result: { metadata: {}, status: 'Success' } };
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    return { uid, convertedObjects: [], result: { metadata: {}, status: 'Failure', message: error.message } };
  }
}

function convert(object: CustomObject, wanted: string): CustomObject {
  const { apiVersion: from } = object;
  if (from === wanted) {
    throw new ConversionError(`conversion from a version to itself should not call the webhook: ${wanted}`);
  }
  const [v1, v2] = ['stable.example.com/v1', 'stable.example.com/v2'];
  if (from !== v1 && from !== v2) throw new ConversionError(`unexpected conversion version "${from}"`);
  if (wanted !== v1 && wanted !== v2) throw new ConversionError(`unexpected conversion version "${wanted}"`);
  const { hostPort, host, port, ...rest } = object;
  if (from === v1) {
    if (hostPort === undefined) return { ...object, apiVersion: wanted };
    const parts = String(hostPort).split(':');
    if (parts.length !== 2) throw new ConversionError(`invalid hostPort value \`${hostPort}\``);
    return { ...rest, apiVersion: wanted, host: parts[0], port: parts[1] };
  }
  if (host === undefined && port === undefined) return { ...object, apiVersion: wanted };
  return { ...rest, apiVersion: wanted, hostPort: `${host ?? ''}:${port ?? ''}` };
}
