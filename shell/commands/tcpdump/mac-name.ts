import type { PrintState } from './dissection.ts';

/** A hardware address as it is told: with its maker, unless numbers alone are wanted. */
export function macName(state: PrintState, mac: string): string {
  if (state.options.numeric) return mac;
  if (mac === 'ff:ff:ff:ff:ff:ff') return 'Broadcast';
  return `${mac} (oui ${mac.startsWith('00:00:00:') ? 'Ethernet' : 'Unknown'})`;
}
