/** Where the page is: path and query, as state. History does the rest. */
class PageLocation {
  path = $state(window.location.pathname);
  query = $state.raw(new URLSearchParams(window.location.search));

  constructor() {
    window.addEventListener('popstate', () => this.read());
  }

  go(href: string): void {
    history.pushState(null, '', href);
    this.read();
    window.scrollTo(0, 0);
  }

  /** Changes one parameter of the query; `push` makes it a place to come back to. */
  set(name: string, value: string | null, push = false): void {
    const query = new URLSearchParams(this.query);
    if (value === null) query.delete(name);
    else query.set(name, value);
    if (query.toString() === this.query.toString()) return;
    const href = query.size > 0 ? `${this.path}?${query}` : this.path;
    if (push) history.pushState(null, '', href);
    else history.replaceState(null, '', href);
    this.read();
  }

  private read(): void {
    this.path = window.location.pathname;
    this.query = new URLSearchParams(window.location.search);
  }
}

export const pageLocation = new PageLocation();

/** Lets plain links within the page change the location without loading it anew. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.origin !== window.location.origin || link.hasAttribute('download')) return;
  if (link.pathname === window.location.pathname && link.hash) return;
  if (link.pathname.startsWith('/api/') || link.pathname.startsWith('/k8s/')) return;
  event.preventDefault();
  pageLocation.go(link.pathname + link.search);
}
