const CAPACITY = {
  cpu: '4',
  'ephemeral-storage': '40470732Ki',
  'hugepages-2Mi': '0',
  memory: '8131956Ki',
  pods: '110',
};

/** What a node has. */
export const NODE_CAPACITY: Readonly<Record<string, string>> = CAPACITY;

/** Less what eviction keeps free (100Mi of memory, 10 % of the disk). */
export const NODE_ALLOCATABLE: Readonly<Record<string, string>> = {
  ...CAPACITY,
  'ephemeral-storage': '37297826550',
  memory: '8029556Ki',
};
