import { refusals, type StatusError } from '../errors.ts';
import { isMap } from '../json.ts';
import type { AdmissionAttributes } from './admission-plugin.ts';

/** 403 with the name that the object has, or will be made from (admission/errors.go NewForbidden). */
export function forbidden(attributes: AdmissionAttributes, why: string): StatusError {
  return refusals.forbidden(attributes.request.definition, nameOf(attributes), why);
}

function nameOf({ name, object }: AdmissionAttributes): string {
  if (name !== '') return name;
  const metadata = isMap(object?.metadata) ? object.metadata : {};
  return String(metadata.name || metadata.generateName || 'Unknown!');
}
