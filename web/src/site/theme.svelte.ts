import { remember } from './remembered.ts';

type ThemeName = 'light' | 'dark';

/** The device's theme: chosen here, or the system's (public/theme.js decides before the first paint). */
class Theme {
  name = $state<ThemeName>(document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light');

  toggle(): void {
    this.name = this.name === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = this.name;
    remember('theme', this.name);
  }
}

export const theme = new Theme();
