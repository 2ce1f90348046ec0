/** The path of a proxy subresource, undecoded behind `proxy`. */
export interface ProxyPath {
  readonly resource: 'pods' | 'services' | 'nodes';
  /** '' for nodes. */
  readonly namespace: string;
  /** `name`, `name:port` or `scheme:name:port`. */
  readonly id: string;
  /** What the backend is asked for; '' when nothing follows, not even a slash. */
  readonly target: string;
  /** What stands before `target`: links in answers are put behind it. */
  readonly prefix: string;
}

const PATTERN = /^\/api\/v1\/(?:namespaces\/([^/]+)\/(pods|services)|(nodes))\/([^/]+)\/proxy(\/.*)?$/;

/** Null when the path is no proxy subresource's. */
export function parseProxyPath(path: string): ProxyPath | null {
  const match = PATTERN.exec(path);
  if (!match) return null;
  const [, namespace = '', inNamespace, nodes, id = '', target = ''] = match;
  const resource = nodes ? 'nodes' : inNamespace === 'pods' ? 'pods' : 'services';
  const prefix = path.slice(0, path.length - target.length);
  return { resource, namespace: decode(namespace), id: decode(id), target, prefix };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
