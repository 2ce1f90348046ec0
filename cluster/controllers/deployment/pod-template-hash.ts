import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import { fnv32a, safeHashText } from '../revisions/fnv.ts';
import { podTemplateDump } from '../revisions/pod-template-dump.ts';

/** The name suffix of a template, letter by letter that of the real controllers (controller.ComputeHash). */
export function podTemplateHash(template: PodTemplateSpec, collisionCount?: number): string {
  const hash = fnv32a(podTemplateDump(template));
  return safeHashText(collisionCount === undefined ? hash : fnv32a(littleEndian(collisionCount), hash));
}

/** As eight bytes, of which the count takes the first four. */
function littleEndian(count: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(count);
  return bytes;
}
