import type { Member } from './member.ts';

const SOURCES_MAX = 10_000;

/** Which member a source has met, for a while; the oldest are forgotten first. */
export class SourcePersistence {
  readonly #kept = new Map<string, { readonly member: Member; readonly untilMs: number }>();

  find(source: string, candidates: readonly Member[], nowMs: number): Member | null {
    const known = this.#kept.get(source);
    return known && known.untilMs > nowMs && candidates.includes(known.member) ? known.member : null;
  }

  keep(source: string, member: Member, untilMs: number): void {
    this.#kept.delete(source);
    const oldest = this.#kept.size >= SOURCES_MAX ? this.#kept.keys().next().value : undefined;
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(source, { member, untilMs });
  }
}
