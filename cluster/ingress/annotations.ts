import type { Ingress } from './ingress-objects.ts';

export const ANNOTATION_PREFIX = 'nginx.ingress.kubernetes.io';

/** An Ingress's annotations of ingress-nginx, as the controller reads them: what cannot be read counts as missing. */
export class Annotations {
  readonly #values: Readonly<Record<string, string>>;

  constructor(ingress: Ingress) {
    this.#values = ingress.metadata.annotations ?? {};
  }

  text(name: string): string | undefined {
    const value = this.#values[`${ANNOTATION_PREFIX}/${name}`]?.trim();
    return value === '' ? undefined : value;
  }

  /** strconv.ParseBool */
  flag(name: string, fallback = false): boolean {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true;
    return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value) ? false : fallback;
  }

  whole(name: string): number | undefined {
    const value = this.text(name);
    return value !== undefined && /^-?\d{1,9}$/.test(value) ? Number(value) : undefined;
  }

  /** Comma-separated. */
  list(name: string): string[] {
    return (this.text(name) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
}
