import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Locator, type Page } from '@playwright/test';

export const slug = 'down-the-rabbit-hole';
const labs = fileURLToPath(new URL('../../labs/', import.meta.url));

/** A file of a lab, by the lab's slug. */
export function labFile(lab: string, path: string): string {
  const folder = readdirSync(labs).find((name) => name.endsWith(`-${lab}`)) ?? lab;
  return readFileSync(`${labs}${folder}/${path}`, 'utf8');
}

export const solutionOf = (step: number, lab = slug): string => labFile(lab, `solution/${step}.sh`);

/** The text between the here-document's marks: the file as its solution writes it. */
export function fileOf(step: number): string {
  const text = /<<'YAML'\n([\s\S]*?)\nYAML/.exec(solutionOf(step))?.[1];
  if (!text) throw new Error(`solution/${step}.sh writes no file`);
  return `${text}\n`;
}

/** A lab, the fourth when none is named, as a learner meets it: by names and roles only. */
export class LabPage {
  readonly page: Page;
  readonly lab: string;
  readonly checks: Locator;
  readonly terminal: Locator;
  readonly waybill: Locator;
  readonly text: Locator;

  constructor(page: Page, lab = slug) {
    this.page = page;
    this.lab = lab;
    this.checks = page.getByRole('region', { name: 'Checks' });
    this.terminal = page.getByRole('region', { name: 'Terminals and files' });
    this.waybill = page.getByRole('region', { name: 'Waybill of the request' });
    this.text = page.getByRole('region', { name: 'Instructions' });
  }

  /** Opens a step and waits for the cluster and its prompt. */
  async open(url: string, step = 1): Promise<void> {
    await this.page.goto(`${url}/labs/${this.lab}?step=${step}`);
    await this.ready();
  }

  async ready(): Promise<void> {
    await expect(this.page.getByText('4 nodes ready')).toBeVisible({ timeout: 30_000 });
    // A terminal out of sight draws nothing.
    await this.terminal.scrollIntoViewIfNeeded();
    await expect(this.screen()).toContainText('$ ', { timeout: 30_000 });
  }

  screen(): Locator {
    return this.page.locator('[data-terminal="1"] .xterm-rows');
  }

  async type(line: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Terminal 1' }).focus();
    await this.page.keyboard.type(`${line}\n`);
  }

  async predict(): Promise<void> {
    for (const card of await this.page.getByRole('group', { name: 'Prediction' }).all()) {
      const keep = card.getByRole('button', { name: 'Keep my prediction' });
      const option = card.getByRole('radio').first();
      if ((await option.count()) > 0) await option.check();
      else await card.getByRole('textbox').fill('1');
      await keep.click();
      await expect(keep).toBeHidden();
    }
  }

  async run(command: string | RegExp): Promise<void> {
    const name = typeof command === 'string' ? `Run in terminal 1: ${command}` : command;
    await this.text.getByRole('button', { name }).first().click();
  }

  async goTo(step: number): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Steps', exact: true })
      .getByRole('link', { name: new RegExp(`^Step ${step},`) })
      .click();
    await expect(this.page.getByRole('heading', { level: 1 })).toBeFocused();
  }

  async passed(): Promise<void> {
    await expect(this.checks.getByText('Passed.', { exact: false }).first()).toBeVisible({ timeout: 30_000 });
  }

  /** Completes the step's file in the editor and applies it from there. */
  async applyFile(step: number, name: string): Promise<void> {
    await this.text.getByRole('button', { name: 'Open in the editor' }).click();
    const editor = this.page.getByRole('textbox', { name: new RegExp(`^Text of .*${name}`) });
    await expect(editor).toBeEnabled();
    await editor.fill(fileOf(step));
    await this.terminal.getByRole('button', { name: 'Apply' }).click();
    await expect(this.screen()).toContainText(/created|configured/);
  }

  /** Types the step's solution, line by line. */
  async solve(step: number): Promise<void> {
    await this.typeAll(solutionOf(step, this.lab));
  }

  async typeAll(script: string): Promise<void> {
    for (const line of script.split('\n')) if (line !== '' && !line.startsWith('#')) await this.type(line);
  }

  question(prompt: string): Locator {
    return this.page.getByRole('group', { name: 'Question' }).filter({ hasText: prompt });
  }

  async answer(quiz: Locator): Promise<void> {
    await quiz.getByRole('button', { name: 'Answer', exact: true }).click();
  }

  async isRight(quiz: Locator): Promise<void> {
    await expect(quiz.getByText('Right.', { exact: true })).toBeVisible();
  }

  /** Puts an `order` question's lines in this order with the keys alone; each is known by the beginning of its text. */
  async sort(quiz: Locator, wanted: readonly string[]): Promise<void> {
    const lines = quiz.getByRole('listitem');
    await expect(lines).toHaveCount(wanted.length);
    for (const [place, text] of wanted.entries()) {
      const now = (await lines.allTextContents()).findIndex((line) => line.trim().startsWith(text));
      expect(now, text).toBeGreaterThanOrEqual(place);
      if (now === place) continue;
      await lines.nth(now).getByRole('button', { name: 'Move up' }).focus();
      for (let at = now; at > place; at--) await this.page.keyboard.press(at % 2 ? 'ArrowUp' : 'Enter');
      await expect(lines.nth(place)).toContainText(text);
    }
  }

  /** Gives a wrong value until the answer may be shown, and has it shown. */
  async haveShown(quiz: Locator, wrong: string): Promise<void> {
    for (let attempt = 1; attempt <= 3; attempt++) {
      await quiz.getByRole('textbox').fill(wrong);
      await this.answer(quiz);
      await expect(quiz.getByText('Not quite.', { exact: true })).toBeVisible();
      if (attempt < 3) await quiz.getByRole('button', { name: 'Try again' }).click();
    }
    await quiz.getByRole('button', { name: 'Show the answer' }).click();
    await expect(quiz.getByText('The answer.', { exact: true })).toBeVisible();
  }

  /** Tries a question's options until one is right, each wrong one says why; of several to choose, the first alone is tried first. */
  async answerQuiz(quiz: Locator, known: RegExp[] | string = ''): Promise<void> {
    const boxes = typeof known === 'string' ? [] : known;
    const tries = boxes.length > 0 ? 2 : Math.max(1, await quiz.getByRole('radio').count());
    for (let i = 0; i < tries; i++) {
      if (boxes.length > 0)
        for (const name of i === 0 ? boxes.slice(0, 1) : boxes) await quiz.getByRole('checkbox', { name }).check();
      else if ((await quiz.getByRole('textbox').count()) > 0) await quiz.getByRole('textbox').fill(String(known));
      else await quiz.getByRole('radio').nth(i).check();
      await quiz.getByRole('button', { name: 'Answer', exact: true }).click();
      const right = quiz.getByText('Right.', { exact: true });
      const again = quiz.getByRole('button', { name: 'Try again' });
      await expect(right.or(again)).toBeVisible();
      if (await right.isVisible()) return;
      await again.click();
    }
    throw new Error('no option was right');
  }
}
