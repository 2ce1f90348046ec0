import type { ProxiedRequest } from '../../proxy/proxied-request.ts';

/** `haproxy.router.openshift.io/set-forwarded-headers` */
export const FORWARDED_MODES = ['append', 'replace', 'if-none', 'never'] as const;

/** Tells the endpoint who asked, in the order of HAProxy's rules; X-Forwarded-For is its own option's and comes last. */
export function addForwardedHeaders(request: ProxiedRequest, mode: string): void {
  if (mode === 'never') return;
  const { upstreamHeaders, connection, clientAddress } = request;
  const host = upstreamHeaders.get('host') ?? '';
  const proto = connection.secure ? 'https' : 'http';
  const known = upstreamHeaders.get('x-forwarded-proto');
  const put = (name: string, value: string) => {
    if (mode === 'append') upstreamHeaders.append(name, value);
    else if (mode === 'replace' || !upstreamHeaders.has(name)) replace(request, name, value);
  };
  if (mode === 'replace') replace(request, 'x-forwarded-for', clientAddress);
  put('x-forwarded-host', host);
  put('x-forwarded-port', String(connection.listenerPort));
  put('x-forwarded-proto', proto);
  const told = mode === 'append' && known !== undefined ? known : (upstreamHeaders.get('x-forwarded-proto') ?? proto);
  put('forwarded', `for=${clientAddress};host=${host};proto=${told}`);
  if (mode === 'append' || (mode === 'if-none' && !upstreamHeaders.has('x-forwarded-for'))) {
    upstreamHeaders.append('x-forwarded-for', clientAddress);
  }
}

/** HAProxy's set-header: what was there goes, the new one stands at the end. */
function replace({ upstreamHeaders }: ProxiedRequest, name: string, value: string): void {
  upstreamHeaders.delete(name);
  upstreamHeaders.append(name, value);
}
