/** One entry of an aggregated validation error (k8s.io/apimachinery/pkg/util/validation/field/errors.go). */
export interface FieldError {
  readonly type:
    | 'FieldValueNotFound'
    | 'FieldValueRequired'
    | 'FieldValueDuplicate'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'InternalError'
    | 'FieldValueTypeInvalid';
  /** `spec.ports[0].nodePort` */
  readonly field: string;
  readonly badValue?: unknown;
  readonly detail: string;
}
