import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { ageOf } from './human-duration.ts';
import type { TableColumn } from './resource-definition.ts';

type Cell<T> = (object: T, context: { readonly nowMs: number }) => string | number | boolean | null;

/** A column of Table answers; `wide` ones show with -o wide only. */
function column<T>(type: TableColumn['type'], name: string, value: Cell<T>, wide: boolean): TableColumn {
  return {
    name,
    type,
    format: '',
    description: '',
    priority: wide ? 1 : 0,
    // Rows are printed from stored objects, which fit their type.
    value: (object, context) => value(object as unknown as T, context),
  };
}

export const textColumn = <T>(name: string, value: Cell<T>): TableColumn => column('string', name, value, false);
export const wideColumn = <T>(name: string, value: Cell<T>): TableColumn => column('string', name, value, true);
export const integerColumn = <T>(name: string, value: Cell<T>): TableColumn => column('integer', name, value, false);
export const booleanColumn = <T>(name: string, value: Cell<T>): TableColumn => column('boolean', name, value, false);

export const nameColumn: TableColumn = {
  ...column<KubernetesObject>('string', 'Name', (object) => object.metadata.name ?? '', false),
  format: 'name',
};

export const ageColumn: TableColumn = column<KubernetesObject>(
  'string',
  'Age',
  (object, { nowMs }) => ageOf(object.metadata.creationTimestamp, nowMs),
  false,
);

/** Kinds without columns of their own print when they were made. Source: apiserver/pkg/registry/rest/table.go. */
export const createdAtColumn: TableColumn = {
  ...column<KubernetesObject>('date', 'Created At', (object) => object.metadata.creationTimestamp ?? null, false),
};
