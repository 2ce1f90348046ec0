import type { LabSession } from './lab-session.svelte.ts';

export interface Chip {
  readonly text: string;
  readonly tone: 'ok' | 'warn' | 'fault' | '';
}

type Facts = Pick<LabSession, 'online' | 'link' | 'retrySeconds' | 'state' | 'refusal' | 'slow' | 'topology'>;

/** The cluster's state in a word or two; nothing for what is over in 400 ms. */
export function clusterChip(session: Facts): Chip | null {
  if (!session.online) return { text: 'Offline', tone: 'warn' };
  if (session.refusal) return { text: 'Not started', tone: 'fault' };
  if (session.link === 'reconnecting')
    return {
      text: session.retrySeconds >= 1 ? `Reconnecting, ${Math.round(session.retrySeconds)} s` : 'Reconnecting',
      tone: 'warn',
    };
  const state = session.state;
  if (!state) return session.slow ? { text: 'Starting', tone: '' } : null;
  if (state.state === 'starting') return { text: 'Starting', tone: '' };
  if (state.state === 'rebuilding') return { text: 'Rebuilding', tone: 'warn' };
  if (state.state === 'ended') return { text: 'Ended', tone: 'warn' };
  if (state.state === 'error') return { text: 'Not started', tone: 'fault' };
  const nodes = session.topology?.nodes ?? [];
  const ready = nodes.filter((node) => node.ready).length;
  if (nodes.length > 0 && ready < nodes.length)
    return { text: `${ready} of ${nodes.length} nodes ready`, tone: 'warn' };
  return { text: `${nodes.length || state.nodes} nodes ready`, tone: 'ok' };
}
