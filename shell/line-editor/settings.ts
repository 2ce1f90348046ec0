/** Readline's variables (`bind -v`), those that are on or off. */
const SWITCHES: Readonly<Record<string, boolean>> = {
  'bind-tty-special-chars': true,
  'blink-matching-paren': false,
  'byte-oriented': false,
  'colored-completion-prefix': false,
  'colored-stats': false,
  'completion-ignore-case': false,
  'completion-map-case': false,
  'convert-meta': false,
  'disable-completion': false,
  'echo-control-characters': true,
  'enable-active-region': true,
  'enable-bracketed-paste': true,
  'enable-keypad': false,
  'enable-meta-key': true,
  'expand-tilde': false,
  'history-preserve-point': false,
  'horizontal-scroll-mode': false,
  'input-meta': true,
  'mark-directories': true,
  'mark-modified-lines': false,
  'mark-symlinked-directories': false,
  'match-hidden-files': true,
  'menu-complete-display-prefix': false,
  'meta-flag': true,
  'output-meta': true,
  'page-completions': true,
  'prefer-visible-bell': true,
  'print-completions-horizontally': false,
  'revert-all-at-newline': false,
  'show-all-if-ambiguous': false,
  'show-all-if-unmodified': false,
  'show-mode-in-prompt': false,
  'skip-completed-text': false,
  'visible-stats': false,
};

/** Those with a text or a number. */
const TEXTS: Readonly<Record<string, string>> = {
  'bell-style': 'audible',
  'comment-begin': '#',
  'completion-display-width': '-1',
  'completion-prefix-display-length': '0',
  'completion-query-items': '100',
  'editing-mode': 'emacs',
  'emacs-mode-string': '@',
  'history-size': '0',
  keymap: 'emacs',
  'keyseq-timeout': '500',
  'vi-cmd-mode-string': '(cmd)',
  'vi-ins-mode-string': '(ins)',
};

/** A line editor's settings, as `set NAME VALUE` of an inputrc(5) changes them. */
export class Settings {
  readonly #switches = new Map(Object.entries(SWITCHES));
  readonly #texts = new Map(Object.entries(TEXTS));

  isOn(name: string): boolean {
    return this.#switches.get(name) ?? false;
  }

  text(name: string): string {
    return this.#texts.get(name) ?? '';
  }

  number(name: string): number {
    return Number(this.text(name)) || 0;
  }

  /** False when there is no such variable. */
  set(name: string, value: string): boolean {
    const key = name.toLowerCase();
    if (this.#switches.has(key)) this.#switches.set(key, value === '' || value === '1' || /^on$/i.test(value));
    else if (this.#texts.has(key)) this.#texts.set(key, value);
    else return false;
    return true;
  }

  /** In the order of `bind -v`. */
  entries(): [string, string][] {
    const switches = [...this.#switches].map(([name, on]): [string, string] => [name, on ? 'on' : 'off']);
    return [...switches, ...this.#texts];
  }
}
