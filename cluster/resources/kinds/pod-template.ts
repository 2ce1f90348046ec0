import type { PodTemplate } from 'kubernetes-types/core/v1.d.ts';
import { nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { bumpedGeneration } from '../generation.ts';
import { labelsText } from '../label-selector.ts';
import { defaultPodSpec } from '../pod-defaults.ts';
import { same } from '../same.ts';
import { type Mutable, typed } from '../typed.ts';
import { validatePodTemplate } from '../validation/pod-spec.ts';

const containersOf = ({ template }: PodTemplate) => template?.spec?.containers ?? [];

/** Source: pkg/registry/core/podtemplate/strategy.go, pkg/apis/core/validation.ValidatePodTemplate; columns: printPodTemplate. */
export const podTemplateKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  namespaced: true,
  columns: [
    nameColumn,
    textColumn<PodTemplate>('Containers', (podTemplate) =>
      containersOf(podTemplate)
        .map(({ name }) => name)
        .join(','),
    ),
    textColumn<PodTemplate>('Images', (podTemplate) =>
      containersOf(podTemplate)
        .map(({ image }) => image ?? '')
        .join(','),
    ),
    textColumn<PodTemplate>('Pod Labels', ({ template }) => labelsText(template?.metadata?.labels)),
  ],
  defaults(object) {
    const spec = typed<Mutable<PodTemplate>>(object).template?.spec;
    if (spec) defaultPodSpec(spec);
  },
  prepareForCreate(object) {
    object.metadata['generation'] = 1;
  },
  prepareForUpdate(object, old) {
    object.metadata['generation'] = bumpedGeneration(old, same(object['template'], old['template']));
  },
  validate: (object) => validatePodTemplate(typed<PodTemplate>(object).template, 'template'),
});
