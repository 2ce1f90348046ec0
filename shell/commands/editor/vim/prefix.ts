import { KEY } from './keys.ts';
import { isRegisterName } from './registers.ts';
import { type Vim, VimError } from './vim.ts';

/** What stands before a command: `"a3`. */
export interface Prefix {
  readonly register: string;
  readonly count: number | undefined;
}

const MAX_COUNT = 999_999;

export async function readKey(vim: Vim): Promise<string> {
  const key = await vim.queue.next();
  vim.pending = (vim.pending + key).slice(-10);
  return key;
}

export async function readPrefix(vim: Vim): Promise<Prefix & { readonly key: string }> {
  let [register, digits] = ['', ''];
  for (;;) {
    const key = await readKey(vim);
    if (key === '"') {
      register = await readKey(vim);
      if (!isRegisterName(register)) throw new VimError();
    } else if (/[1-9]/.test(key) || (key === '0' && digits !== '')) digits += key;
    else if (key === KEY.delete && digits !== '') digits = digits.slice(0, -1);
    else return { register, count: digits === '' ? undefined : Math.min(MAX_COUNT, Number(digits)), key };
  }
}
