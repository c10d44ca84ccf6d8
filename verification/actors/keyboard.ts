import { expect } from 'vitest';
import type { Visitor } from './visitor.ts';

/** More would be a page in which nobody finds anything by Tab. */
const MOST = 80;

/** Hands that touch no mouse. */
export class Keyboard {
  readonly #visitor: Visitor;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  /** What has the focus: its test id, or its element's name. */
  readonly focused = (): Promise<string> =>
    this.#visitor.page.evaluate(
      () => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName ?? '',
    );

  /** Waits until something is seen, and presses Tab until it has the focus. */
  async tabTo(testId: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await this.#visitor.see(testId);
    for (let i = 0; i < MOST; i += 1) {
      if ((await this.focused()) === testId) return;
      await this.#visitor.page.keyboard.press(key);
    }
    throw new Error(`${key} does not lead to ${testId}`);
  }

  /** Goes to something and presses Enter. */
  async press(...where: Parameters<Keyboard['tabTo']>): Promise<void> {
    await this.tabTo(...where);
    await this.enter();
  }

  /** Presses Enter where the focus is. */
  async enter(): Promise<void> {
    await this.#visitor.page.keyboard.press('Enter');
  }

  /** Goes to a field and types. */
  async type(testId: string, text: string): Promise<void> {
    await this.tabTo(testId);
    await this.#visitor.page.keyboard.type(text);
  }

  async isAt(what: string): Promise<void> {
    await expect.poll(this.focused).toBe(what);
  }
}
