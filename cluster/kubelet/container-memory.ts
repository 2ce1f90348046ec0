import type { Container } from 'kubernetes-types/core/v1.js';
import type { MachineMemory } from '../machinery/machine.ts';
import { quantityValue } from '../machinery/quantity.ts';

/** A container's memory: what its limit allows, and whether that was passed. */
export class ContainerMemory implements MachineMemory {
  limitBytes?: number;
  /** The kernel has killed the main process for it. */
  exceeded = false;
  onExceeded = () => {};

  constructor(container: Container) {
    this.adopt(container);
  }

  /** The limit of now: it may be changed while the container runs. */
  adopt({ resources }: Container): void {
    const limit = resources?.limits?.['memory'];
    if (limit === undefined) delete this.limitBytes;
    else this.limitBytes = quantityValue(limit);
  }

  use(bytes: number): void {
    if (this.limitBytes === undefined || bytes <= this.limitBytes) return;
    this.exceeded = true;
    this.onExceeded();
  }
}
