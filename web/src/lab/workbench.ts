import { getContext, setContext } from 'svelte';
import type { DockState } from '../dock/dock-state.svelte.ts';
import type { MapState } from '../map/map-state.svelte.ts';
import type { LabSession } from './lab-session.svelte.ts';

/** What the parts of a lab page share. */
export interface Workbench {
  readonly session: LabSession;
  readonly view: MapState;
  readonly dock: DockState;
}

const key = Symbol('workbench');

export const setWorkbench = (bench: Workbench): Workbench => setContext(key, bench);
export const getWorkbench = (): Workbench => getContext<Workbench>(key);
