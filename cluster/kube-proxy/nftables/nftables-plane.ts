import type { DataPlane, DataPlaneOptions, ProxyUpdate } from '../data-plane.ts';

/** Services as maps and chains of the table `ip kube-proxy`. */
export class NftablesPlane implements DataPlane {
  constructor(_options: DataPlaneOptions) {}

  sync({ full, changed }: ProxyUpdate): boolean {
    return full || changed.size > 0;
  }
}
