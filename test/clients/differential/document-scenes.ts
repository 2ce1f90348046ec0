import { exam } from './exam-scene.ts';
import { explanations } from './explain-scene.ts';
import { generators } from './generator-scene.ts';
import { kustomizations } from './kustomize-scene.ts';
import { outputs } from './output-scene.ts';
import type { Scene } from './scenes.ts';
import { others, settings } from './setting-scene.ts';
import { templates } from './template-scene.ts';

/** What kubectl reads, makes and prints; the changes come last. */
export const DOCUMENT_SCENES: readonly Scene[] = [
  generators,
  templates,
  outputs,
  explanations,
  settings,
  others,
  kustomizations,
  exam,
];
