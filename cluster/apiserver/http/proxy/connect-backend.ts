import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { NetworkError, type NetworkErrorCode } from '../../../machinery/machine.ts';
import { refusals } from '../../errors.ts';
import type { Dial, HttpOptions } from '../http-options.ts';
import type { ProxyTarget } from './proxy-target.ts';

/** As Go's net package words them. */
const DIAL_ERRORS: Partial<Record<NetworkErrorCode, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ECONNRESET: 'read: connection reset by peer',
  ETIMEDOUT: 'i/o timeout',
};

/** A connection from the API server's node; the certificate of an https backend is not looked at. Throws 503. */
export async function connectBackend({ dial }: HttpOptions, target: ProxyTarget): Promise<Duplex> {
  try {
    const socket = await dialBackend(dial, target.host, target.port);
    return target.scheme === 'https' ? tls.connect({ socket, rejectUnauthorized: false }) : socket;
  } catch (error) {
    if (!(error instanceof DialError)) throw error;
    throw refusals.unavailable(`error trying to reach service: ${error.message}`);
  }
}

/** `dial tcp 10.96.0.7:443: connect: connection refused`. */
export class DialError extends Error {}

/** Throws DialError. */
export async function dialBackend(dial: Dial | undefined, host: string, port: number): Promise<Duplex> {
  if (!dial) throw new DialError('there is no network');
  try {
    return await dial(host, port);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    throw new DialError(`dial tcp ${host}:${port}: ${DIAL_ERRORS[error.code] ?? error.message}`);
  }
}
