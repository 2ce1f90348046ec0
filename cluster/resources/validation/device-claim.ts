import type {
  DeviceClaim,
  DeviceConfiguration,
  DeviceRequest,
  DeviceSelector,
  ExactDeviceRequest,
} from '../dynamic-resources.ts';
import { duplicate, type FieldError, invalid, notSupported, required, tooMany } from '../field-error.ts';
import { dns1123LabelProblems, dns1123SubdomainProblems } from './names.ts';

const MOST = 32;
const MOST_ALTERNATIVES = 8;
const REFERENCE =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/** Everything but whether expressions compile. Source: pkg/apis/resource/validation.validateDeviceClaim. */
export function validateDeviceClaim(claim: DeviceClaim | undefined, path: string): FieldError[] {
  const { requests = [], constraints = [], config = [] } = claim ?? {};
  const names = new Set(
    requests.flatMap(({ name, firstAvailable = [] }) => [
      name,
      ...firstAvailable.map((each) => `${name}/${each.name}`),
    ]),
  );
  return [
    ...atMost(requests, MOST, `${path}.requests`),
    ...requests.flatMap((request, index) => [
      ...validateRequest(request, `${path}.requests[${index}]`),
      ...repeated(requests, index, `${path}.requests[${index}].name`),
    ]),
    ...atMost(constraints, MOST, `${path}.constraints`),
    ...constraints.flatMap((constraint, index) => [
      ...references(constraint.requests ?? [], names, `${path}.constraints[${index}].requests`),
      ...(constraint.matchAttribute ? [] : [required(`${path}.constraints[${index}].matchAttribute`)]),
    ]),
    ...atMost(config, MOST, `${path}.config`),
    ...config.flatMap((each, index) => [
      ...references(each.requests ?? [], names, `${path}.config[${index}].requests`),
      ...validateConfiguration(each, `${path}.config[${index}]`),
    ]),
  ];
}

export function validateSelectors(selectors: readonly DeviceSelector[], path: string): FieldError[] {
  const missing = selectors.flatMap(({ cel }, index) => (cel ? [] : [required(`${path}[${index}].cel`)]));
  return [...atMost(selectors, MOST, path), ...missing];
}

export function validateConfiguration({ opaque }: DeviceConfiguration, path: string): FieldError[] {
  if (!opaque) return [required(`${path}.opaque`)];
  const errors = opaque.driver
    ? dns1123SubdomainProblems(opaque.driver).map((problem) => invalid(`${path}.opaque.driver`, opaque.driver, problem))
    : [required(`${path}.opaque.driver`)];
  return opaque.parameters === undefined ? [...errors, required(`${path}.opaque.parameters`)] : errors;
}

function atMost(values: readonly unknown[], most: number, field: string): FieldError[] {
  return values.length > most ? [tooMany(field, values.length, most)] : [];
}

function repeated(values: readonly { readonly name: string }[], index: number, field: string): FieldError[] {
  const { name } = values[index]!;
  return values.findIndex((other) => other.name === name) < index ? [duplicate(field, name)] : [];
}

function references(values: readonly string[], known: ReadonlySet<string>, field: string): FieldError[] {
  return values.flatMap((name, index) => (known.has(name) ? [] : [invalid(`${field}[${index}]`, name, REFERENCE)]));
}

function validateName(name: string | undefined, field: string): FieldError[] {
  if (!name) return [required(field)];
  return dns1123LabelProblems(name).map((problem) => invalid(field, name, problem));
}

function validateRequest(request: DeviceRequest, path: string): FieldError[] {
  const { name, exactly, firstAvailable = [] } = request;
  const errors = validateName(name, `${path}.name`);
  errors.push(...atMost(firstAvailable, MOST_ALTERNATIVES, `${path}.firstAvailable`));
  for (const [index, each] of firstAvailable.entries()) {
    const at = `${path}.firstAvailable[${index}]`;
    errors.push(...validateName(each.name, `${at}.name`), ...validateExact(each, at));
    errors.push(...repeated(firstAvailable, index, `${at}.name`));
  }
  if (exactly) errors.push(...validateExact(exactly, `${path}.exactly`));
  const one = 'exactly one of `exactly` or `firstAvailable` is required';
  if (!exactly && firstAvailable.length === 0) errors.push(required(path, one));
  if (exactly && firstAvailable.length > 0) errors.push(invalid(path, null, `${one}, but multiple fields are set`));
  return errors;
}

function validateExact(request: ExactDeviceRequest, path: string): FieldError[] {
  const { deviceClassName: name = '', allocationMode: mode = '', count = 0, selectors = [] } = request;
  const field = `${path}.deviceClassName`;
  const errors: FieldError[] =
    name === '' ? [required(field)] : dns1123SubdomainProblems(name).map((problem) => invalid(field, name, problem));
  errors.push(...validateSelectors(selectors, `${path}.selectors`));
  if (mode === 'All' && count !== 0) {
    errors.push(invalid(`${path}.count`, count, "must not be specified when allocationMode is 'All'"));
  } else if (mode === 'ExactCount' && count <= 0) {
    errors.push(invalid(`${path}.count`, count, 'must be greater than zero'));
  } else if (mode !== 'All' && mode !== 'ExactCount') {
    errors.push(notSupported(`${path}.allocationMode`, mode, ['All', 'ExactCount']));
  }
  return errors;
}
