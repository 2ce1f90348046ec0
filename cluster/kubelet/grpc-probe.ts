import type { Duplex } from 'node:stream';
import type { KubeletContext } from './kubelet-options.ts';
import type { ProbeResult } from './probe.ts';
import { goMessage, openConnection, within } from './probe-connection.ts';

const PATH = '/grpc.health.v1.Health/Check';
const SERVING = 1;
const STATUS_NAMES: Readonly<Record<number, string>> = { 0: 'UNKNOWN', 2: 'NOT_SERVING', 3: 'SERVICE_UNKNOWN' };
const UNIMPLEMENTED = 12;

interface Answer {
  /** gRPC's status code; undefined when the server speaks no gRPC. */
  readonly code: number | undefined;
  readonly text: string;
  /** HealthCheckResponse.status */
  readonly serving: number;
}

/** Asks the gRPC health protocol once (pkg/probe/grpc). */
export async function grpcProbe(
  context: KubeletContext,
  address: string,
  port: number,
  service: string,
  timeoutMs: number,
): Promise<ProbeResult> {
  const late = `timeout: health rpc did not complete within ${timeoutMs / 1000}s`;
  try {
    const socket = await openConnection(context, address, port, timeoutMs);
    const answer = await within(context, timeoutMs, () => check(socket, `${address}:${port}`, service)).finally(() =>
      socket.destroy(),
    );
    if (!answer) return { ok: false, message: late };
    if (answer.code === UNIMPLEMENTED) {
      const text = `rpc error: code = Unimplemented desc = ${answer.text}`;
      return {
        ok: false,
        message: `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${text}`,
      };
    }
    if (answer.code !== 0) return { ok: false, message: `error: health rpc probe failed: ${answer.text}` };
    if (answer.serving === SERVING) return { ok: true, message: '' };
    return {
      ok: false,
      message: `service unhealthy (responded with "${STATUS_NAMES[answer.serving] ?? answer.serving}")`,
    };
  } catch (error) {
    const text = goMessage(error, address, port);
    return {
      ok: false,
      message: text.includes('i/o timeout')
        ? `timeout: failed to connect service "${address}:${port}" within ${timeoutMs / 1000}s: context deadline exceeded`
        : `error: failed to connect service at "${address}:${port}": ${text}`,
    };
  }
}

async function check(socket: Duplex, authority: string, service: string): Promise<Answer> {
  const { connect } = await import('node:http2');
  const session = connect(`http://${authority}`, { createConnection: () => socket });
  try {
    return await new Promise<Answer>((resolve, reject) => {
      session.on('error', reject);
      const stream = session.request({
        ':method': 'POST',
        ':path': PATH,
        'content-type': 'application/grpc',
        'user-agent': 'kube-probe/1.34',
        te: 'trailers',
      });
      const chunks: Buffer[] = [];
      let code: number | undefined;
      let text = '';
      const read = (headers: Record<string, unknown>) => {
        if (headers['grpc-status'] !== undefined) code = Number(headers['grpc-status']);
        text = String(headers['grpc-message'] ?? text);
      };
      stream.on('response', read);
      stream.on('trailers', read);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('end', () => {
        const message = Buffer.concat(chunks).subarray(5);
        resolve({ code, text, serving: message[0] === 0x08 ? (message[1] ?? 0) : 0 });
      });
      stream.end(requestFrame(service));
    });
  } finally {
    session.destroy();
  }
}

/** A length-prefixed HealthCheckRequest: field 1, the service's name. */
function requestFrame(service: string): Buffer {
  const name = Buffer.from(service);
  const message = name.length > 0 ? Buffer.concat([Buffer.from([0x0a, name.length]), name]) : name;
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
