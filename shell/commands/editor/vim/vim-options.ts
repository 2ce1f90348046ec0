/** Values of the options that are known; their long names. */
export interface VimOptions {
  autoindent: boolean;
  expandtab: boolean;
  hlsearch: boolean;
  ignorecase: boolean;
  incsearch: boolean;
  list: boolean;
  number: boolean;
  paste: boolean;
  readonly: boolean;
  relativenumber: boolean;
  ruler: boolean;
  scrolloff: number;
  shiftround: boolean;
  shiftwidth: number;
  showcmd: boolean;
  showmode: boolean;
  smartcase: boolean;
  smartindent: boolean;
  softtabstop: number;
  startofline: boolean;
  tabstop: number;
  textwidth: number;
  tildeop: boolean;
  truncatesLast: boolean;
  wrap: boolean;
  wrapscan: boolean;
}

/** Vim's defaults (not Vi's). */
export const DEFAULTS: Readonly<VimOptions> = Object.freeze({
  autoindent: false,
  expandtab: false,
  hlsearch: false,
  ignorecase: false,
  incsearch: false,
  list: false,
  number: false,
  paste: false,
  readonly: false,
  relativenumber: false,
  ruler: false,
  scrolloff: 0,
  shiftround: false,
  shiftwidth: 8,
  showcmd: false,
  showmode: true,
  smartcase: false,
  smartindent: false,
  softtabstop: 0,
  startofline: true,
  tabstop: 8,
  textwidth: 0,
  tildeop: false,
  truncatesLast: false,
  wrap: true,
  wrapscan: true,
});

/** What defaults.vim sets for who has no vimrc. */
export const WITHOUT_VIMRC: Partial<VimOptions> = {
  ruler: true,
  showcmd: true,
  incsearch: true,
  scrolloff: 5,
  truncatesLast: true,
};

const SHORT: Readonly<Record<string, string>> = {
  ai: 'autoindent',
  et: 'expandtab',
  hls: 'hlsearch',
  ic: 'ignorecase',
  is: 'incsearch',
  nu: 'number',
  ro: 'readonly',
  rnu: 'relativenumber',
  ru: 'ruler',
  so: 'scrolloff',
  sr: 'shiftround',
  sw: 'shiftwidth',
  sc: 'showcmd',
  smd: 'showmode',
  scs: 'smartcase',
  si: 'smartindent',
  sts: 'softtabstop',
  sol: 'startofline',
  ts: 'tabstop',
  tw: 'textwidth',
  top: 'tildeop',
  ws: 'wrapscan',
};

/** Options that exist and change nothing here. */
const WITHOUT_EFFECT =
  /^(no|inv)?(compatible|cp|cursorline|cul|cursorcolumn|cuc|colorcolumn|cc|background|bg|mouse|backspace|bs|history|hi|wildmenu|wmnu|wildmode|wim|laststatus|ls|encoding|enc|fileencoding|fenc|fileformat|ff|hidden|hid|backup|bk|writebackup|wb|swapfile|swf|undofile|udf|autoread|ar|lazyredraw|lz|ttyfast|tf|showmatch|sm|visualbell|vb|errorbells|eb|title|termguicolors|tgc|signcolumn|scl|foldmethod|fdm|foldlevel|fdl|foldenable|fen|clipboard|cb|filetype|ft|syntax|syn|timeout|to|timeoutlen|tm|ttimeout|ttimeoutlen|ttm|updatetime|ut|splitright|spr|splitbelow|sb|modeline|ml|modelines|mls|smarttab|sta|cindent|cin|linebreak|lbr|listchars|lcs|formatoptions|fo|matchpairs|mps|nrformats|nf|display|dy|more|shortmess|shm|report|spell|t_Co|t_ut|esckeys|ek|magic|complete|cpt|iskeyword|isk|scroll|scr|sidescroll|ss|sidescrolloff|siso|whichwrap|ww|joinspaces|js|cmdheight|ch|virtualedit|ve|selection|sel|cpoptions|cpo|shell|sh|grepprg|gp|path|pa|tags|tag|omnifunc|ofu|dictionary|dict|conceallevel|cole|eol|endofline|fixeol|bomb|binary|bin|switchbuf|swb)$/;

function isKnown(name: string): name is keyof VimOptions {
  return name in DEFAULTS && name !== 'truncatesLast';
}

/** `:set` of one argument: undefined when done, a line to show, or why not (`E518: …`). */
export function setOption(options: VimOptions, argument: string): { readonly shown?: string; readonly error?: string } {
  const [, word = '', sign = '', value = ''] = /^([a-zA-Z_]*)(\+=|-=|\^=|=|:|[?!&]|$)(.*)$/.exec(argument) ?? [];
  const error = (text: string) => ({ error: `${text}: ${argument}` });
  if (word === '') return error('E518: Unknown option');
  const direct = SHORT[word] ?? word;
  const turned = /^(no|inv)(.+)$/.exec(word);
  const name = isKnown(direct) ? direct : turned ? (SHORT[turned[2]!] ?? turned[2]!) : direct;
  if (!isKnown(name)) return WITHOUT_EFFECT.test(word) ? {} : error('E518: Unknown option');
  const prefix = isKnown(direct) ? '' : turned![1]!;
  const record = options as unknown as Record<string, boolean | number>;
  const now = record[name]!;
  if (sign === '?') return { shown: shownOption(name, now) };
  if (sign === '&') return assign(record, name, DEFAULTS[name]);
  if (typeof now === 'boolean') {
    if (/=|:/.test(sign)) return error('E474: Invalid argument');
    return assign(record, name, prefix === 'inv' || sign === '!' ? !now : prefix === '');
  }
  if (prefix !== '') return error('E474: Invalid argument');
  if (sign === '') return { shown: shownOption(name, now) };
  if (!/^-?\d+$/.test(value)) return error('E521: Number required after =');
  const amount = Number(value);
  const next = sign === '+=' ? now + amount : sign === '-=' ? now - amount : amount;
  if (next < 0 || (name === 'tabstop' && next === 0)) return error('E487: Argument must be positive');
  if (next > 9999) return error('E475: Invalid argument');
  return assign(record, name, next);
}

function assign(record: Record<string, boolean | number>, name: string, value: boolean | number): object {
  record[name] = value;
  return {};
}

function shownOption(name: string, value: boolean | number): string {
  if (typeof value === 'number') return `  ${name}=${value}`;
  return value ? `  ${name}` : `no${name}`;
}

/** The columns of one step of indentation. */
export function shiftWidth(options: VimOptions): number {
  return options.shiftwidth > 0 ? options.shiftwidth : options.tabstop;
}
