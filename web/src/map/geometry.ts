/** A column of the map: left edge and width, in the drawing's own units. */
export interface Column {
  readonly x: number;
  readonly width: number;
}

/** Where the columns stand. Left to right is the direction of a request. */
export interface Geometry {
  readonly name: 'wide' | 'slim';
  readonly width: number;
  readonly client: Column;
  /** Drawn where a provider's edge has public addresses. */
  readonly edge: Column;
  readonly balancer: Column;
  /** Where the ways to the nodes part. */
  readonly trunk: number;
  readonly band: Column;
  readonly rules: Column;
  /** Centres of the upright conduits between nodes. */
  readonly tunnels: readonly [number, number];
  readonly proxy: Column;
  readonly app: Column;
}

const wide: Geometry = {
  name: 'wide',
  width: 1040,
  client: { x: 14, width: 112 },
  edge: { x: 0, width: 0 },
  balancer: { x: 176, width: 128 },
  trunk: 336,
  band: { x: 368, width: 660 },
  rules: { x: 392, width: 214 },
  tunnels: [634, 832],
  proxy: { x: 662, width: 138 },
  app: { x: 864, width: 150 },
};

const slim: Geometry = {
  name: 'slim',
  width: 838,
  client: { x: 4, width: 102 },
  edge: { x: 0, width: 0 },
  balancer: { x: 130, width: 136 },
  trunk: 276,
  band: { x: 308, width: 524 },
  rules: { x: 318, width: 146 },
  tunnels: [480, 650],
  proxy: { x: 496, width: 138 },
  app: { x: 666, width: 160 },
};

const edgeWidth = 52;

/** The same columns with one for the edge behind the client's; everything else stands farther right. */
export function withEdge(plain: Geometry): Geometry {
  const edge = { x: plain.client.x + plain.client.width + 28, width: edgeWidth };
  const by = edge.x + edgeWidth + 32 - plain.balancer.x;
  const moved = ({ x, width }: Column): Column => ({ x: x + by, width });
  return {
    ...plain,
    width: plain.width + by,
    edge,
    balancer: moved(plain.balancer),
    trunk: plain.trunk + by,
    band: moved(plain.band),
    rules: moved(plain.rules),
    tunnels: [plain.tunnels[0] + by, plain.tunnels[1] + by],
    proxy: moved(plain.proxy),
    app: moved(plain.app),
  };
}

/** By the width of the pane, not of the window: text must not shrink below 10 px. */
export const geometryFor = (paneWidth: number): Geometry => (paneWidth < 936 ? slim : wide);

export const geometries = { wide, slim };
