import { EMACS_BINDINGS } from './emacs-bindings.ts';
import { parseKeySequence } from './key-notation.ts';
import { Keymap } from './keymap.ts';
import { KillRing } from './kill-ring.ts';
import { Settings } from './settings.ts';
import { VI_COMMAND_BINDINGS, VI_INSERT_BINDINGS } from './vi-bindings.ts';

export type KeymapName = 'emacs' | 'vi-insert' | 'vi-command';

const KEYMAP_ALIASES: Readonly<Record<string, KeymapName>> = {
  emacs: 'emacs',
  'emacs-standard': 'emacs',
  'emacs-meta': 'emacs',
  'emacs-ctlx': 'emacs',
  vi: 'vi-command',
  'vi-move': 'vi-command',
  'vi-command': 'vi-command',
  'vi-insert': 'vi-insert',
};

/** What stays of a shell's line editor from line to line: key bindings, settings, killed text. */
export class Readline {
  readonly settings = new Settings();
  readonly kills = new KillRing();
  readonly #keymaps = new Map<KeymapName, Keymap>();
  lastSearch = '';
  macro = '';

  keymap(name: KeymapName): Keymap {
    let keymap = this.#keymaps.get(name);
    if (!keymap) {
      keymap = new Keymap(defaultBindings(name));
      this.#keymaps.set(name, keymap);
    }
    return keymap;
  }

  /** The keymap of `set keymap NAME` and `bind -m NAME`; undefined for a name that is none. */
  static keymapNamed(name: string): KeymapName | undefined {
    return KEYMAP_ALIASES[name];
  }

  /** Where new bindings go. */
  get currentKeymap(): Keymap {
    return this.keymap(KEYMAP_ALIASES[this.settings.text('keymap')] ?? 'emacs');
  }

  get isVi(): boolean {
    return this.settings.text('editing-mode') === 'vi';
  }

  /** `set -o vi` and `set -o emacs`. */
  setEditingMode(mode: 'emacs' | 'vi'): void {
    this.settings.set('editing-mode', mode);
    this.settings.set('keymap', mode === 'vi' ? 'vi-insert' : 'emacs');
  }
}

const TABLES: Readonly<Record<KeymapName, Readonly<Record<string, string>>>> = {
  emacs: EMACS_BINDINGS,
  'vi-insert': VI_INSERT_BINDINGS,
  'vi-command': VI_COMMAND_BINDINGS,
};

function defaultBindings(name: KeymapName): [string, { command: string }][] {
  return Object.entries(TABLES[name]).flatMap(([command, sequences]) =>
    sequences.split(' ').map((sequence): [string, { command: string }] => [parseKeySequence(sequence), { command }]),
  );
}
