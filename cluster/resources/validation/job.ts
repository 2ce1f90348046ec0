import type { Job, JobSpec } from 'kubernetes-types/batch/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { type FieldError, invalid, notSupported, OMITTED, required } from '../field-error.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { validateLabelSelector } from './label-selector.ts';
import { nonNegative } from './numbers.ts';
import { validatePodTemplate } from './pod-spec.ts';

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const MODES = ['NonIndexed', 'Indexed'];
const RESTART = 'valid values: "OnFailure", "Never"';
const UID_LABEL = 'batch.kubernetes.io/controller-uid';

/** Source: pkg/apis/batch/validation.ValidateJob. */
export function validateJob(object: KubernetesObject): FieldError[] {
  const { spec, metadata } = typed<Job>(object);
  const selector = spec?.selector;
  const labels = spec?.template?.metadata?.labels;
  const errors: FieldError[] = [];
  if (selector) {
    errors.push(...validateLabelSelector(selector, 'spec.selector'));
    const generated = { matchLabels: { [UID_LABEL]: metadata?.uid ?? '' } };
    if (!spec?.manualSelector && !same(selector, generated)) {
      errors.push(invalid('spec.selector', selector, '`selector` not auto-generated'));
    }
  } else errors.push(required('spec.selector'));
  errors.push(...validateJobSpec(spec, 'spec'));
  if (!selector || !matchesSelector(selector, labels ?? {})) {
    const detail = '`selector` does not match template `labels`';
    errors.push(invalid('spec.template.metadata.labels', labels ?? null, detail));
  }
  return errors;
}

/** Also of a CronJob's template. Source: validateJobSpec. */
export function validateJobSpec(spec: JobSpec | undefined, path: string): FieldError[] {
  const counts = [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
  ] as const;
  const errors = counts.flatMap((count) => nonNegative(spec?.[count], `${path}.${count}`));
  const { completionMode: mode, backoffLimitPerIndex, maxFailedIndexes, podFailurePolicy } = spec ?? {};
  errors.push(...nonNegative(backoffLimitPerIndex, `${path}.backoffLimitPerIndex`));
  errors.push(...nonNegative(maxFailedIndexes, `${path}.maxFailedIndexes`));
  if (mode !== undefined && !MODES.includes(mode)) errors.push(notSupported(`${path}.completionMode`, mode, MODES));
  if (mode === 'Indexed' && spec?.completions === undefined) {
    errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  }
  for (const [name, value] of Object.entries({ backoffLimitPerIndex, maxFailedIndexes })) {
    if (value !== undefined && mode !== 'Indexed') {
      errors.push(invalid(`${path}.${name}`, value, 'requires indexed completion mode'));
    }
  }
  const { restartPolicy } = spec?.template?.spec ?? {};
  const restart = `${path}.template.spec.restartPolicy`;
  if (podFailurePolicy)
    errors.push(...validateFailurePolicy(podFailurePolicy.rules ?? [], `${path}.podFailurePolicy.rules`));
  errors.push(...validatePodTemplate(spec?.template, `${path}.template`));
  if (restartPolicy === undefined || restartPolicy === 'Always') errors.push(required(restart, RESTART));
  else if (!['OnFailure', 'Never'].includes(restartPolicy)) {
    errors.push(notSupported(restart, restartPolicy, ['OnFailure', 'Never']));
  } else if (podFailurePolicy && restartPolicy !== 'Never') {
    errors.push(invalid(restart, restartPolicy, 'only "Never" is supported when podFailurePolicy is specified'));
  }
  return errors;
}

type Rules = NonNullable<JobSpec['podFailurePolicy']>['rules'];

function validateFailurePolicy(rules: Rules, path: string): FieldError[] {
  return rules.flatMap(({ action, onExitCodes, onPodConditions }, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (!action)
      errors.push(required(`${at}.action`, `valid values: ${ACTIONS.map((each) => `"${each}"`).join(', ')}`));
    else if (!ACTIONS.includes(action)) errors.push(notSupported(`${at}.action`, action, ACTIONS));
    const conditions = onPodConditions?.length ?? 0;
    if (!onExitCodes && conditions === 0) {
      errors.push(bareInvalid(at, 'specifying one of OnExitCodes and OnPodConditions is required'));
    } else if (onExitCodes && conditions > 0) {
      errors.push(bareInvalid(at, 'specifying both OnExitCodes and OnPodConditions is not supported'));
    }
    return errors;
  });
}

const bareInvalid = (field: string, detail: string) => invalid(field, OMITTED, detail);

/** Source: ValidateJobSpecUpdate. */
export function validateJobUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const [after, before] = [typed<Job>(object).spec, typed<Job>(old).spec];
  const fixed: FieldError[] = [];
  const immutable = (field: keyof JobSpec) => {
    if (!same(after?.[field], before?.[field])) {
      fixed.push(invalid(`spec.${field}`, after?.[field] ?? null, 'field is immutable'));
    }
  };
  const isElastic = after?.completionMode === 'Indexed' && after.completions === after.parallelism;
  if (!isElastic) immutable('completions');
  immutable('selector');
  if (!before?.suspend) immutable('template');
  immutable('completionMode');
  immutable('podFailurePolicy');
  immutable('backoffLimitPerIndex');
  return fixed;
}
