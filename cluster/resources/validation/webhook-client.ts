import type { WebhookClientConfig } from 'kubernetes-types/admissionregistration/v1.d.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import { dns1123SubdomainProblems, portNumberProblems } from './names.ts';

/** Where a webhook is: a URL or a Service. Source: apiserver/pkg/util/webhook/validation.go. */
export function validateWebhookClient(config: WebhookClientConfig | undefined, field: string): FieldError[] {
  const { url, service } = config ?? {};
  if ((url === undefined) === (service === undefined)) {
    return [required(field, 'exactly one of url or service is required')];
  }
  return url !== undefined ? validateUrl(url, `${field}.url`) : validateService(service!, `${field}.service`);
}

function validateUrl(text: string, field: string): FieldError[] {
  const form = '; desired format: https://host[/path]';
  const parts = /^(?:([a-zA-Z][\w+.-]*):)?(?:\/\/(?:([^/?#@]*)@)?([^/?#]*))?[^?#]*(\?[^#]*)?(#.*)?$/.exec(text);
  if (!parts) return [required(field, `url must be a valid URL: parse ${JSON.stringify(text)}: invalid URL${form}`)];
  const [, scheme = '', user, host = '', query = '', fragment = ''] = parts;
  const errors: FieldError[] = [];
  if (scheme !== 'https') errors.push(invalid(field, scheme, `'https' is the only allowed URL scheme${form}`));
  if (host === '') errors.push(invalid(field, host, `host must be specified${form}`));
  if (user !== undefined) errors.push(invalid(field, user, 'user information is not permitted in the URL'));
  if (fragment.length > 1) errors.push(invalid(field, fragment.slice(1), 'fragments are not permitted in the URL'));
  if (query.length > 1) errors.push(invalid(field, query.slice(1), 'query parameters are not permitted in the URL'));
  return errors;
}

function validateService(service: NonNullable<WebhookClientConfig['service']>, field: string): FieldError[] {
  const { name, namespace, path, port = 0 } = service;
  const errors: FieldError[] = [];
  // The real server takes one for the other: a missing namespace is reported as a missing name.
  if (!namespace) errors.push(required(`${field}.name`));
  if (!name) errors.push(required(`${field}.namespace`));
  const problems = portNumberProblems(port);
  if (problems.length > 0) errors.push(invalid(`${field}.port`, port, `port is not valid: ${problems.join(', ')}`));
  return [...errors, ...validatePath(path ?? '', `${field}.path`)];
}

function validatePath(path: string, field: string): FieldError[] {
  if (path === '/' || path === '') return [];
  if (path === '//') return [invalid(field, path, 'segment[0] may not be empty')];
  const errors = path.startsWith('/') ? [] : [invalid(field, path, "must start with a '/'")];
  for (const [index, segment] of path.slice(1).replace(/\/$/, '').split('/').entries()) {
    const problems =
      segment === '' ? [' may not be empty'] : dns1123SubdomainProblems(segment).map((text) => `: ${text}`);
    errors.push(...problems.map((problem) => invalid(field, path, `segment[${index}]${problem}`)));
  }
  return errors;
}
