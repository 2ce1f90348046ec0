/** What was recommended for one autoscaler, and how it was scaled, as far back as anything looks. */
export class ScalingHistory {
  #recommendations: { replicas: number; at: number }[] = [];
  #changes: { change: number; at: number }[] = [];

  /** Only the first counts: the size before anything was recommended (recordInitialRecommendation). */
  begin(replicas: number, nowMs: number): void {
    if (this.#recommendations.length === 0) this.#recommendations.push({ replicas, at: nowMs });
  }

  /** Notes a recommendation and forgets what is older than `windowMs`. */
  recommend(replicas: number, nowMs: number, windowMs: number): void {
    this.#recommendations = this.#recommendations.filter(({ at }) => at >= nowMs - windowMs);
    this.#recommendations.push({ replicas, at: nowMs });
  }

  recommendationsSince(ms: number): number[] {
    return this.#recommendations.filter(({ at }) => at > ms).map(({ replicas }) => replicas);
  }

  /** Notes a change of size (positive: grown) and forgets what is older than `periodMs`. */
  scaled(change: number, nowMs: number, periodMs: number): void {
    this.#changes = this.#changes.filter(({ at }) => at >= nowMs - periodMs);
    this.#changes.push({ change, at: nowMs });
  }

  /** By how much it has grown since then, all in all. */
  changeSince(ms: number): number {
    return this.#changes.filter(({ at }) => at > ms).reduce((sum, { change }) => sum + change, 0);
  }
}
