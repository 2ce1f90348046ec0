/** The fields of metav1.ObjectMeta in the order in which Go writes them. */
const ORDER = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
];

export function inWireOrder(object: object): Record<string, unknown> {
  const metadata = object as Readonly<Record<string, unknown>>;
  const ordered: Record<string, unknown> = {};
  for (const field of ORDER) if (metadata[field] !== undefined) ordered[field] = metadata[field];
  for (const field in metadata) if (!(field in ordered)) ordered[field] = metadata[field];
  return ordered;
}
