/** Asks the server for rows instead of objects (metav1.Table); objects where it has none. */
export const TABLE =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
