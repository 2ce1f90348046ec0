import type { ServerResponse } from 'node:http';
import { NetworkError, type Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import { type Handler, type HttpServerOptions, serveHttp } from '../proxy/http-server.ts';

/**
 * A main process that serves HTTP until it is told to end; the exit code is 0, as of a server that shuts down well. Where
 * another serves already, it is 1.
 */
export async function runHttpService(process: Process, options: HttpServerOptions, handler: Handler): Promise<number> {
  const listener = listen(process, options, handler);
  if (listener instanceof NetworkError) {
    const where = `bind() to 0.0.0.0:${options.port} failed (98: ${listener.message})`;
    await process.stderr.write(encoder.encode(`${options.program}: [emerg] ${where}\n`));
    return 1;
  }
  await ended(process);
  listener.close();
  return 0;
}

function listen(process: Process, options: HttpServerOptions, handler: Handler) {
  try {
    return serveHttp(process.machine, options, handler);
  } catch (error) {
    if (error instanceof NetworkError) return error;
    throw error;
  }
}

/** A whole answer in plain text, unless another content type is given. */
export function respond(
  response: ServerResponse,
  status: number,
  body: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

const encoder = new TextEncoder();

/** Writes a line to a log; a log that nobody reads any more is no reason to fail. */
export function logLine(process: Process, line: string): void {
  process.stdout.write(encoder.encode(`${line}\n`)).catch(() => {});
}
