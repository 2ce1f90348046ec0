import type { MutatingWebhook, ValidatingWebhook } from 'kubernetes-types/admissionregistration/v1.d.ts';
import { duplicate, type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { validateRuleWithOperations } from './admission-rules.ts';
import { validateLabelSelector } from './label-selector.ts';
import { validateMatchConditions } from './match-conditions.ts';
import { dns1035LabelProblems, dns1123SubdomainProblems } from './names.ts';
import { validateWebhookClient } from './webhook-client.ts';

export type Webhook = ValidatingWebhook & Pick<MutatingWebhook, 'reinvocationPolicy'>;

const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const LONGEST_TIMEOUT = 30;

/** The webhooks of a configuration. Source: pkg/apis/admissionregistration/validation.validateValidatingWebhookConfiguration. */
export function validateWebhooks(webhooks: readonly Webhook[]): FieldError[] {
  return webhooks.flatMap((webhook, index) => {
    const path = `webhooks[${index}]`;
    const again = webhook.name && webhooks.findIndex(({ name }) => name === webhook.name) < index;
    return [
      ...validateWebhook(webhook, path),
      ...validateReviewVersions(webhook.admissionReviewVersions ?? [], `${path}.admissionReviewVersions`),
      ...(again ? [duplicate(`${path}.name`, webhook.name)] : []),
    ];
  });
}

function validateWebhook(webhook: Webhook, path: string): FieldError[] {
  const { namespaceSelector, objectSelector, timeoutSeconds } = webhook;
  const errors: FieldError[] = [
    ...validateName(webhook.name ?? '', `${path}.name`),
    ...(webhook.rules ?? []).flatMap((rule, index) => validateRuleWithOperations(rule, `${path}.rules[${index}]`)),
    ...oneOf(webhook.failurePolicy, `${path}.failurePolicy`, ['Fail', 'Ignore']),
    ...oneOf(webhook.matchPolicy, `${path}.matchPolicy`, ['Equivalent', 'Exact']),
  ];
  const sideEffects = ['None', 'NoneOnDryRun'];
  if (webhook.sideEffects === undefined) {
    errors.push(required(`${path}.sideEffects`, `must specify one of ${sideEffects.join(', ')}`));
  } else errors.push(...oneOf(webhook.sideEffects, `${path}.sideEffects`, sideEffects));
  if (timeoutSeconds !== undefined && (timeoutSeconds > LONGEST_TIMEOUT || timeoutSeconds < 1)) {
    const detail = 'the timeout value must be between 1 and 30 seconds';
    errors.push(invalid(`${path}.timeoutSeconds`, timeoutSeconds, detail));
  }
  if (namespaceSelector) errors.push(...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`));
  if (objectSelector) errors.push(...validateLabelSelector(objectSelector, `${path}.objectSelector`));
  return [
    ...errors,
    ...oneOf(webhook.reinvocationPolicy, `${path}.reinvocationPolicy`, ['IfNeeded', 'Never']),
    ...validateWebhookClient(webhook.clientConfig, `${path}.clientConfig`),
    ...validateMatchConditions(webhook.matchConditions ?? [], `${path}.matchConditions`),
  ];
}

function oneOf(value: string | undefined, field: string, allowed: readonly string[]): FieldError[] {
  return value === undefined || allowed.includes(value) ? [] : [notSupported(field, value, allowed)];
}

/** Source: apimachinery/pkg/util/validation.IsFullyQualifiedName. */
function validateName(name: string, field: string): FieldError[] {
  if (name === '') return [required(field)];
  const problems = dns1123SubdomainProblems(name);
  if (problems.length > 0) return [invalid(field, name, problems.join(','))];
  const detail = 'should be a domain with at least three segments separated by dots';
  return name.split('.').length < 3 ? [invalid(field, name, detail)] : [];
}

function validateReviewVersions(versions: readonly string[], field: string): FieldError[] {
  const known = REVIEW_VERSIONS.join(', ');
  if (versions.length === 0) return [required(field, `must specify one of ${known}`)];
  const errors = versions.flatMap((version, index) => {
    const at = `${field}[${index}]`;
    if (versions.indexOf(version) < index) return [invalid(at, version, 'duplicate version')];
    return dns1035LabelProblems(version).map((problem) => invalid(at, version, problem));
  });
  if (versions.some((version) => REVIEW_VERSIONS.includes(version))) return errors;
  return [...errors, invalid(field, versions, `must include at least one of ${known}`)];
}
