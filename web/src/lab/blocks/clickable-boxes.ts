import type { Question } from '../../../../server/schemas/labs.ts';
import type { MapLayout } from '../../map/layout.ts';

const wordsOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^(the|a|an|your) /, '')
    .replace(/[ -]pod$/, '');

/** The options of a `click` question that are boxes on the map now, by the box's id: an option's id or its text is the box's name. */
export function clickableBoxes(
  options: Question['options'],
  map: MapLayout,
  plain: (html: string) => string,
): Map<string, string> {
  const optionOf = new Map(
    options.flatMap((option) =>
      [wordsOf(option.id), wordsOf(plain(option.html))].map((word) => [word, option.id] as const),
    ),
  );
  // `client pod` is a pod, whatever its id.
  const outside = options.find((option) => /^(your client|client|you)$/i.test(plain(option.html).trim()));
  const named = [
    ...(map.edge ? [{ id: map.edge.id, names: ['edge'] }] : []),
    ...map.balancers.map((box) => ({
      id: box.id,
      names: [box.balancer.name, ...(map.balancers.length === 1 ? ['load balancer', 'lb'] : [])],
    })),
    ...map.bands.map((band) => ({ id: band.id, names: [band.node.name] })),
    ...map.pods.map((box) => ({ id: box.id, names: [box.pod.name, box.pod.workload].map(wordsOf) })),
  ];
  return new Map([
    ...(outside ? [[map.client.id, outside.id] as const] : []),
    ...named.flatMap(({ id, names }) => {
      const option = names.map((name) => optionOf.get(name.toLowerCase())).find((found) => found !== undefined);
      return option === undefined ? [] : [[id, option] as const];
    }),
  ]);
}
