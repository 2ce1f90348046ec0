import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import { compareText } from '../../client/compare-text.ts';
import type { ControllerRevision } from '../../client/objects.ts';
import { canonicalJson } from './canonical-json.ts';

/** A past template, as a strategic merge patch of the workload. */
export interface RevisionData {
  readonly spec: { readonly template: PodTemplateSpec & { readonly $patch: 'replace' } };
}

/** Its keys are sorted at every depth: clients compare the bytes that they are sent with what they would have written. */
export function revisionData(template: PodTemplateSpec): RevisionData {
  const data: RevisionData = { spec: { template: { ...template, $patch: 'replace' } } };
  return JSON.parse(canonicalJson(data)) as RevisionData;
}

/** The template that a revision keeps; what else its data may say is not looked at. */
export function revisionTemplate({ data }: ControllerRevision): PodTemplateSpec {
  const { template } = (data as unknown as RevisionData).spec;
  const { $patch: _patch, ...rest } = template;
  return rest;
}

/** Oldest first (history.SortControllerRevisions). */
export function byRevision(revisions: readonly ControllerRevision[]): ControllerRevision[] {
  return [...revisions].sort(
    (a, b) =>
      a.revision - b.revision ||
      compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
      compareText(a.metadata.name, b.metadata.name),
  );
}
