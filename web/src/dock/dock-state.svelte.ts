import { TerminalLink, type TerminalState } from '../api/terminal-link.ts';

export type DockTab =
  | { readonly kind: 'terminal'; readonly number: number }
  | { readonly kind: 'file'; readonly path: string };

export const tabKey = (tab: DockTab): string =>
  tab.kind === 'terminal' ? `terminal/${tab.number}` : `file/${tab.path}`;

const terminalLimit = 4;

/** The tabs under the map, and the terminals behind them. A tab switch never reconnects a terminal. */
export class DockState {
  tabs = $state.raw<readonly DockTab[]>([{ kind: 'terminal', number: 1 }]);
  active = $state('terminal/1');
  /** The terminal that Run types into: the last one that was looked at. */
  terminal = $state(1);
  session = $state<string | null>(null);
  states = $state<Record<number, { state: TerminalState; held: number }>>({});
  /** What programs call their terminals (OSC 0 and 2). */
  titles = $state<Record<number, string>>({});
  /** Terminals out of sight that rang. */
  rang = $state<Record<number, boolean>>({});
  /** Counts up when a terminal should take the focus. */
  wanted = $state(0);
  private links = new Map<number, TerminalLink>();

  attach(session: string | null): void {
    if (session === this.session) return;
    for (const link of this.links.values()) link.close();
    this.links.clear();
    this.session = session;
  }

  link(number: number): TerminalLink | null {
    if (!this.session) return null;
    const known = this.links.get(number);
    if (known) return known;
    const link = new TerminalLink(this.session, number);
    link.onState = (state, held) => {
      this.states[number] = { state, held };
    };
    this.links.set(number, link);
    return link;
  }

  setTitle(number: number, title: string): void {
    this.titles[number] = title.slice(0, 80);
  }

  ring(number: number): void {
    if (this.active !== `terminal/${number}`) this.rang[number] = true;
  }

  get mayAddTerminal(): boolean {
    return this.tabs.filter((tab) => tab.kind === 'terminal').length < terminalLimit;
  }

  addTerminal(): void {
    const used = new Set(this.tabs.map((tab) => (tab.kind === 'terminal' ? tab.number : 0)));
    let number = 1;
    while (used.has(number)) number++;
    this.tabs = [...this.tabs, { kind: 'terminal', number }];
    this.show({ kind: 'terminal', number });
  }

  openFile(path: string): void {
    const tab: DockTab = { kind: 'file', path };
    if (!this.tabs.some((other) => tabKey(other) === tabKey(tab))) this.tabs = [...this.tabs, tab];
    this.show(tab);
  }

  closeTab(tab: DockTab): void {
    this.tabs = this.tabs.filter((other) => other !== tab);
    if (tab.kind === 'terminal') {
      this.links.get(tab.number)?.close();
      this.links.delete(tab.number);
    }
    if (this.active === tabKey(tab)) this.show(this.tabs[this.tabs.length - 1] ?? { kind: 'terminal', number: 1 });
  }

  show(tab: DockTab): void {
    this.active = tabKey(tab);
    if (tab.kind !== 'terminal') return;
    this.terminal = tab.number;
    this.rang[tab.number] = false;
  }

  /** Types a command into the terminal, for all to see; `submit` presses Enter. */
  type(command: string, submit: boolean): void {
    const number = this.tabs.some((tab) => tab.kind === 'terminal' && tab.number === this.terminal) ? this.terminal : 1;
    this.show({ kind: 'terminal', number });
    this.link(number)?.send(command.replaceAll('\n', '\r') + (submit ? '\r' : ''));
    if (!submit) this.wanted++;
  }
}
