import { string, strings } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import { type Generator, nameOf } from './generator.ts';

/** create_ingress.go's ruleRegex: host, path, service and port, and perhaps `,tls` or `,tls=SECRET`. */
const RULE = /^[\w*\-.]*\/[^\n]*=[\w-]+:[\w-]+/;

export const ingress: Generator = {
  name: 'ingress',
  aliases: ['ing'],
  usage: 'ingress NAME --rule=host/path=service:port[,tls[=secret]]',
  flags: { annotation: strings(), class: string(), 'default-backend': string(), rule: strings() },
  failure: 'failed to create ingress:',
  object: (session, args) => {
    const { flags } = session;
    const name = nameOf(session, args, 'create ingress');
    const rules = flags.strings('rule');
    const fallback = flags.string('default-backend');
    if (rules.length === 0 && !fallback)
      throw new KubectlError(
        'error: not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    for (const rule of rules)
      if (!RULE.test(rule))
        throw new KubectlError(
          `error: rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
        );
    const annotations = annotationsOf(flags.strings('annotation'));
    if (fallback && fallback.split(':').length !== 2)
      throw new KubectlError('error: default-backend should be in format servicename:serviceport');
    const tls = tlsOf(rules);
    return {
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: { name, ...(Object.keys(annotations).length > 0 && { annotations }) },
      spec: {
        ...(flags.string('class') && { ingressClassName: flags.string('class') }),
        ...(fallback && { defaultBackend: backend(fallback) }),
        ...(tls.length > 0 && { tls }),
        ...(rules.length > 0 && { rules: rulesOf(rules) }),
      },
      status: { loadBalancer: {} },
    };
  },
};

function annotationsOf(texts: readonly string[]): Record<string, string> {
  const annotations: Record<string, string> = {};
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals < 0) throw new KubectlError(`error: annotation ${text} is invalid and should be in format key=[value]`);
    annotations[text.slice(0, equals)] = text.slice(equals + 1);
  }
  return annotations;
}

function backend(text: string): JsonObject {
  const [name = '', port = ''] = text.split(':');
  return { service: { name, port: /^[-+]?\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

const hostOf = (rule: string): string => rule.slice(0, rule.indexOf('/'));

/** One rule a host, in the order in which hosts appear. */
function rulesOf(texts: readonly string[]): JsonObject[] {
  const byHost = new Map<string, JsonObject[]>();
  for (const text of texts) {
    const host = hostOf(text);
    const [path = '', service = ''] = text.split(',')[0]!.slice(host.length).split('=');
    const isPrefix = path.endsWith('*');
    const paths = byHost.get(host) ?? [];
    paths.push({
      path: isPrefix ? path.slice(0, -1) : path,
      pathType: isPrefix ? 'Prefix' : 'Exact',
      backend: backend(service),
    });
    byHost.set(host, paths);
  }
  return [...byHost].map(([host, paths]) => ({ ...(host && { host }), http: { paths } }));
}

/** One entry a secret with the hosts that name it; a host counts once. */
function tlsOf(texts: readonly string[]): JsonObject[] {
  const entries: { secretName: string; hosts: string[] }[] = [];
  const seen = new Set<string>();
  for (const text of texts) {
    const parts = text.split(',');
    if (parts.length !== 2) continue;
    const host = hostOf(text);
    const secretName = parts[1]!.split('=')[1] ?? '';
    if (seen.has(host)) continue;
    seen.add(host);
    const same = entries.find((entry) => entry.secretName === secretName);
    if (same) same.hosts.push(host);
    else if (host || secretName) entries.push({ secretName, hosts: host ? [host] : [] });
  }
  return entries.map(({ secretName, hosts }) => ({
    ...(hosts.length > 0 && { hosts }),
    ...(secretName && { secretName }),
  }));
}
