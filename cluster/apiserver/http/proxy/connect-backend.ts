import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { NetworkError, type NetworkErrorCode } from '../../../machinery/machine.ts';
import { refusals } from '../../errors.ts';
import type { HttpOptions } from '../http-options.ts';
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
  const { scheme, host, port } = target;
  if (!dial) throw refusals.unavailable('error trying to reach service: there is no network');
  try {
    const socket = await dial(host, port);
    return scheme === 'https' ? tls.connect({ socket, rejectUnauthorized: false }) : socket;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const why = DIAL_ERRORS[error.code] ?? error.message;
    throw refusals.unavailable(`error trying to reach service: dial tcp ${host}:${port}: ${why}`);
  }
}
