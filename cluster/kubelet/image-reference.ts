/** `nginx` spelled out: registry, repository path, tag, digest (distribution/reference, normalize.go). */
export interface ImageReference {
  /** `docker.io/library/nginx` */
  readonly repository: string;
  /** `latest` unless a tag or a digest is given. */
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

const REFERENCE = /^([a-zA-Z0-9][a-zA-Z0-9._:/-]*?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$/;

/** Undefined when the text is no valid image reference (InvalidImageName). */
export function parseImageReference(text: string): ImageReference | undefined {
  const match = REFERENCE.exec(text);
  if (!match) return undefined;
  const [, name = '', tag, digest] = match;
  const path = withRegistry(name);
  if (/[A-Z]/.test(path.slice(path.indexOf('/')))) return undefined;
  return { repository: path, ...(digest ? { digest } : {}), ...(tag || !digest ? { tag: tag ?? 'latest' } : {}) };
}

/** `docker.io/library/nginx:latest`, as containerd names what it pulls. */
export function canonicalName(reference: ImageReference): string {
  const tag = reference.tag ? `:${reference.tag}` : '';
  return `${reference.repository}${tag}${reference.digest ? `@${reference.digest}` : ''}`;
}

function withRegistry(name: string): string {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (first === 'localhost' || first.includes('.') || first.includes(':')) return name;
  return slash < 0 ? `docker.io/library/${name}` : `docker.io/${name}`;
}
