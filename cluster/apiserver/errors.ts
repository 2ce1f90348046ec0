import type { Status } from '../machinery/kubernetes-object.ts';
import { type FieldError, invalidStatus } from '../resources/field-error.ts';

/** A refusal of the API server, as clients get it. Thrown inside this room, answered as its Status. */
export class StatusError extends Error {
  readonly status: Status;
  constructor(status: Status) {
    super(status.message ?? status.reason ?? '');
    this.status = status;
  }
}

/** Group and plural of what a refusal is about. */
export interface Subject {
  readonly group: string;
  readonly plural: string;
}

type Details = NonNullable<Status['details']>;

function failure(code: number, reason: string | undefined, message: string, details?: Details): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason && { reason }),
    ...(details && { details }),
    code,
  });
}

/** `deployments.apps`; the core group has no suffix. */
export function qualified(group: string, name: string): string {
  return group ? `${name}.${group}` : name;
}

function subjectDetails(subject: Subject, name: string, extra: Partial<Details> = {}): Details {
  return {
    ...(name && { name }),
    ...(subject.group && { group: subject.group }),
    kind: subject.plural,
    ...extra,
  };
}

const about = (subject: Subject, name: string) => `${qualified(subject.group, subject.plural)} "${name}"`;

/** One entry a refusal; texts and codes of k8s.io/apimachinery/pkg/api/errors/errors.go. */
export const refusals = {
  notFound: (subject: Subject, name: string) =>
    failure(404, 'NotFound', `${about(subject, name)} not found`, subjectDetails(subject, name)),
  noSuchPath: () => failure(404, 'NotFound', 'the server could not find the requested resource', {}),
  alreadyExists: (subject: Subject, name: string) =>
    failure(409, 'AlreadyExists', `${about(subject, name)} already exists`, subjectDetails(subject, name)),
  conflict: (subject: Subject, name: string, why: string) =>
    failure(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${about(subject, name)}: ${why}`,
      subjectDetails(subject, name),
    ),
  invalid: (group: string, kind: string, name: string, errors: readonly FieldError[]) =>
    new StatusError(invalidStatus(group, kind, name, errors)),
  forbidden: (subject: Subject, name: string, why: string, causes?: Details['causes']) =>
    failure(
      403,
      'Forbidden',
      `${name ? about(subject, name) : qualified(subject.group, subject.plural)} is forbidden: ${why}`,
      subjectDetails(subject, name, causes ? { causes } : {}),
    ),
  forbiddenPath: (why: string) => failure(403, 'Forbidden', `forbidden: ${why}`, {}),
  applyConflict: (message: string, causes: Details['causes']) =>
    failure(409, 'Conflict', message, causes ? { causes } : {}),
  badRequest: (message: string) => failure(400, 'BadRequest', message),
  unauthorized: () => failure(401, 'Unauthorized', 'Unauthorized'),
  methodNotAllowed: () =>
    failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {}),
  notAcceptable: (accepted: readonly string[]) =>
    failure(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`),
  noRepresentation: (available: readonly string[]) =>
    failure(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`, {}),
  unsupportedMediaType: (accepted: readonly string[]) =>
    failure(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
    ),
  tooLargeBecause: (why: string) => failure(413, 'RequestEntityTooLarge', `Request entity too large: ${why}`),
  tooLarge: (limit: number) => failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`),
  expiredContinue: (message: string, token: string) => {
    const { status } = failure(410, 'Expired', message);
    return new StatusError({ ...status, metadata: { continue: token } });
  },
  expired: (message: string) => failure(410, 'Expired', message),
  tooLargeResourceVersion: (wanted: number, current: number) =>
    failure(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    }),
  tooManyRequests: (message: string, causes?: Details['causes'], retryAfterSeconds?: number) =>
    failure(429, 'TooManyRequests', message, {
      ...(causes ? { causes } : {}),
      ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
    }),
  generateNameFailed: (subject: Subject, generateName: string) =>
    failure(
      409,
      'AlreadyExists',
      `${about(subject, generateName)} already exists, the server was not able to generate a unique name for the object`,
      subjectDetails(subject, generateName, { retryAfterSeconds: 1 }),
    ),
  /** The server keeps to itself what does not apply. */
  unprocessablePatch: () =>
    failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {}),
  unsupportedPatchType: () => failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {}),
  internal: (message: string) =>
    failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] }),
  notImplemented: (message: string) => failure(501, 'NotImplemented', message),
  unavailable: (message: string) => failure(503, 'ServiceUnavailable', message),
  ofCode: (code: number, reason: string, message: string) => failure(code, reason, message),
};

export function successStatus(details: Details): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}
