import { type FieldError, forbidden, invalid, notSupported, required } from '../../../resources/field-error.ts';
import { dns1035LabelProblems } from '../../../resources/validation/names.ts';
import type { ConversionClientConfig, CustomResourceConversion } from '../kind/custom-resource-definition.ts';

const RECOGNIZED = ['v1', 'v1beta1'];

/** validation.go validateCustomResourceConversion; fields have their internal names. */
export function conversionErrors(conversion: CustomResourceConversion | undefined, path: string): FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  const errors: FieldError[] = [];
  if (!strategy) errors.push(required(`${path}.strategy`));
  else if (strategy !== 'None' && strategy !== 'Webhook') {
    errors.push(notSupported(`${path}.strategy`, strategy, ['None', 'Webhook']));
  }
  const versions = webhook?.conversionReviewVersions ?? [];
  const field = `${path}.webhookClientConfig`;
  if (strategy === 'Webhook') {
    errors.push(...clientConfigErrors(webhook?.clientConfig, field));
    errors.push(...reviewVersionErrors(versions, `${path}.conversionReviewVersions`));
    return errors;
  }
  const detail = 'should not be set when strategy is not set to Webhook';
  if (webhook?.clientConfig) errors.push(forbidden(field, detail));
  if (versions.length > 0) errors.push(forbidden(`${path}.conversionReviewVersions`, detail));
  return errors;
}

function clientConfigErrors(config: ConversionClientConfig | undefined, field: string): FieldError[] {
  if (!config) return [required(field, 'required when strategy is set to Webhook')];
  const { url, service } = config;
  if ((url === undefined) === (service === undefined))
    return [required(field, 'exactly one of url or service is required')];
  if (url !== undefined) return urlErrors(url, `${field}.url`);
  const { name = '', namespace = '', path, port = 443 } = service!;
  const errors: FieldError[] = [];
  if (name === '') errors.push(required(`${field}.service.name`, 'service name is required'));
  if (namespace === '') errors.push(required(`${field}.service.namespace`, 'service namespace is required'));
  if (port < 1 || port > 65535) {
    errors.push(invalid(`${field}.service.port`, port, 'port is not valid: must be between 1 and 65535, inclusive'));
  }
  if (path !== undefined && path !== '/' && !path.startsWith('/')) {
    errors.push(invalid(`${field}.service.path`, path, "must start with a '/'"));
  }
  return errors;
}

/** apiserver/pkg/util/webhook ValidateWebhookURL. */
function urlErrors(url: string, field: string): FieldError[] {
  const form = '; desired format: https://host[/path]';
  if (!URL.canParse(url) && !/^[a-z]*:?\/\//i.test(url)) return [required(field, `url must be a valid URL${form}`)];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const errors: FieldError[] = [];
  if (parsed?.protocol !== 'https:') {
    const scheme = parsed?.protocol.replace(':', '') ?? '';
    errors.push(invalid(field, scheme, `'https' is the only allowed URL scheme${form}`));
  }
  if (!parsed?.host) errors.push(invalid(field, '', `host must be specified${form}`));
  if (parsed?.username) errors.push(invalid(field, parsed.username, 'user information is not permitted in the URL'));
  if (parsed?.hash) errors.push(invalid(field, parsed.hash.slice(1), 'fragments are not permitted in the URL'));
  if (parsed?.search)
    errors.push(invalid(field, parsed.search.slice(1), 'query parameters are not permitted in the URL'));
  return errors;
}

function reviewVersionErrors(versions: readonly string[], field: string): FieldError[] {
  if (versions.length === 0) return [required(field)];
  const errors: FieldError[] = [];
  for (const [index, version] of versions.entries()) {
    if (versions.indexOf(version) < index) errors.push(invalid(`${field}[${index}]`, version, 'duplicate version'));
    else
      errors.push(...dns1035LabelProblems(version).map((problem) => invalid(`${field}[${index}]`, version, problem)));
  }
  if (!versions.some((version) => RECOGNIZED.includes(version))) {
    errors.push(invalid(field, versions, `must include at least one of ${RECOGNIZED.join(', ')}`));
  }
  return errors;
}
