import type { FieldError } from '../../resources/field-error.ts';
import { refusals } from '../errors.ts';

/** What the query of a list may say; throws 422. Source: internalversion/validation ValidateListOptions. */
export function requireListOptions(query: URLSearchParams): void {
  refuse(listErrors(query));
}

export function requireWatchOptions(query: URLSearchParams): void {
  refuse(watchErrors(query));
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw refusals.invalid('meta.k8s.io', 'ListOptions', '', errors);
}

const forbidden = (field: string, detail: string): FieldError => ({ type: 'FieldValueForbidden', field, detail });

function unsupported(match: string, supported: string): FieldError {
  const detail = `supported values: ${supported}`;
  return { type: 'FieldValueNotSupported', field: 'resourceVersionMatch', badValue: match, detail };
}

function listErrors(query: URLSearchParams): FieldError[] {
  const match = query.get('resourceVersionMatch') ?? '';
  const resourceVersion = query.get('resourceVersion') ?? '';
  const about = (detail: string) => forbidden('resourceVersionMatch', detail);
  const errors: FieldError[] = [];
  if (match !== '') {
    if (resourceVersion === '') {
      errors.push(about('resourceVersionMatch is forbidden unless resourceVersion is provided'));
    }
    if (query.get('continue')) errors.push(about('resourceVersionMatch is forbidden when continue is provided'));
    if (match !== 'Exact' && match !== 'NotOlderThan') errors.push(unsupported(match, '"", "Exact", "NotOlderThan"'));
    if (match === 'Exact' && resourceVersion === '0') {
      errors.push(about('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (query.has('sendInitialEvents')) {
    errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  return errors;
}

function watchErrors(query: URLSearchParams): FieldError[] {
  const match = query.get('resourceVersionMatch') ?? '';
  const about = (detail: string) => forbidden('resourceVersionMatch', detail);
  const errors: FieldError[] = [];
  const sendsInitialEvents = query.has('sendInitialEvents');
  if (sendsInitialEvents && match !== 'NotOlderThan') {
    errors.push(about('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match === '') return errors;
  if (!sendsInitialEvents) {
    errors.push(about('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
  }
  if (match !== 'NotOlderThan') errors.push(unsupported(match, '"NotOlderThan"'));
  if (query.get('continue')) errors.push(about('resourceVersionMatch is forbidden when continue is provided'));
  return errors;
}

/** 0 for none. Throws as the real server does for what is no number. */
export function parseResourceVersion(text: string): number {
  if (text === '') return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const problem = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw refusals.invalid('', '', '', [
    { type: 'FieldValueInvalid', field: 'resourceVersion', badValue: text, detail: problem },
  ]);
}
