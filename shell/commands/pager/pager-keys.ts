import {
  colonCommand,
  markCommand,
  type Outcome,
  optionCommand,
  saveCommand,
  searchAgain,
  searchCommand,
  tellPlace,
} from './pager-commands.ts';
import { showHelp } from './pager-help.ts';
import { backward, forward, goToEnd, goToLine, goToPercent, sideways } from './pager-moves.ts';
import { editFile, runCommand } from './pager-shell.ts';
import type { PagerState } from './pager-state.ts';

type Command = (count: number | undefined) => Outcome | Promise<Outcome>;

const alike = (names: string, command: Command): [string, Command][] =>
  names.split(' ').map((name) => [name === 'blank' ? ' ' : name, command]);

/** The keys of a pager (less(1), COMMANDS). */
export class PagerKeys {
  readonly #state: PagerState;
  readonly #commands: ReadonlyMap<string, Command>;
  /** The number before a command. */
  typed = '';
  /** The last command does not make the file known. */
  keepsNew = false;

  constructor(state: PagerState) {
    this.#state = state;
    this.#commands = new Map([...this.#moves(), ...this.#others()]);
  }

  get isIdle(): boolean {
    return this.typed === '';
  }

  async press(name: string): Promise<Outcome> {
    this.keepsNew = false;
    if (/^\d$/.test(name)) {
      this.typed += name;
      return undefined;
    }
    if (this.typed !== '' && /^(backspace|C-h)$/.test(name)) {
      this.typed = this.typed.slice(0, -1);
      return undefined;
    }
    const count = this.typed === '' ? undefined : Math.min(Number(this.typed), 1_000_000_000);
    this.typed = '';
    const fileBefore = this.#state.view.source;
    const outcome = await this.#commands.get(name)?.(count);
    this.keepsNew ||= this.#state.view.source !== fileBefore;
    return outcome;
  }

  #moves(): [string, Command][] {
    const state = this.#state;
    const page = () => state.window || state.view.height;
    const half = (count: number | undefined) => {
      if (count !== undefined) state.half = count;
      return state.half || Math.max(1, state.screen.rows >> 1);
    };
    const setsWindow = (count: number | undefined) => {
      if (count !== undefined) state.window = count;
      return page();
    };
    return [
      ...alike('blank f C-f C-v page-down', (count) => forward(state, count ?? page())),
      ...alike('b C-b M-v page-up', (count) => backward(state, count ?? page())),
      ...alike('z', (count) => forward(state, setsWindow(count))),
      ...alike('w', (count) => backward(state, setsWindow(count))),
      ...alike('d C-d', (count) => forward(state, half(count))),
      ...alike('u C-u', (count) => backward(state, half(count))),
      ...alike('j e enter C-j C-n C-e down', (count = 1) => forward(state, count)),
      ...alike('k y C-k C-p C-y up', (count = 1) => backward(state, count)),
      ...alike('g < M-< home', (count = 1) => goToLine(state, count)),
      ...alike('G > M-> end', (count) => (count === undefined ? goToEnd(state) : goToLine(state, count))),
      ...alike('p %', (count = 0) => goToPercent(state, count)),
      ...alike('right M-)', (count) => sideways(state, 1, count)),
      ...alike('left M-(', (count) => sideways(state, -1, count)),
      ...alike('F', async () => {
        await goToEnd(state);
        state.follows = true;
        return undefined;
      }),
    ];
  }

  #others(): [string, Command][] {
    const state = this.#state;
    return [
      ...alike('q Q', () => 'leave'),
      ...alike('Z', () => this.#zz()),
      ...['/', '?', '&'].flatMap((sign) => alike(sign, (count = 1) => searchCommand(state, sign, count))),
      ...alike('n', (count = 1) => searchAgain(state, false, count)),
      ...alike('N', (count = 1) => searchAgain(state, true, count)),
      ...alike('M-u', () => {
        state.view.highlights = !state.view.highlights;
        return undefined;
      }),
      ...['-', '_'].flatMap((sign) => alike(sign, () => optionCommand(state, sign))),
      ...['m', "'"].flatMap((sign) => alike(sign, () => markCommand(state, sign))),
      ...alike(':', (count = 1) => colonCommand(state, count)),
      ...alike('= C-g', () => tellPlace(state)),
      ...alike('r R C-l C-r', () => {
        state.view.isSquished = false;
        state.screen.repaint();
        return undefined;
      }),
      ...alike('s', () => saveCommand(state)),
      ...alike('V', () => {
        state.tell('less 590');
        return undefined;
      }),
      ...alike('v', () => {
        this.keepsNew = true;
        return editFile(state);
      }),
      ...alike('!', () => {
        this.keepsNew = true;
        return runCommand(state);
      }),
      ...alike('h H', () => {
        this.keepsNew = true;
        return showHelp(state);
      }),
    ];
  }

  async #zz(): Promise<Outcome> {
    const { view, typing } = this.#state;
    await view.paint(' Z', 2);
    return (await typing.character()) === 'Z' ? 'leave' : undefined;
  }
}
