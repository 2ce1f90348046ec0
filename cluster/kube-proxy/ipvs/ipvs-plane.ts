import type { DataPlane, DataPlaneOptions, ProxyUpdate } from '../data-plane.ts';

/** Services as virtual servers of the host's IPVS. */
export class IpvsPlane implements DataPlane {
  constructor(_options: DataPlaneOptions) {}

  sync({ full, changed }: ProxyUpdate): boolean {
    return full || changed.size > 0;
  }
}
