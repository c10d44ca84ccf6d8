import type { BrowserContext, Locator, Page } from 'playwright-core';

/** What an element must say of itself, in attributes. */
type Traits = Readonly<Record<string, string | number | boolean>>;

/** Somebody before a browser, who sees and touches what the pages show and knows nothing of the wire. */
export class Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors on the console, the content policy's among them, and errors that nobody caught. */
  readonly complaints: string[];

  private constructor(context: BrowserContext, page: Page, complaints: string[]) {
    this.context = context;
    this.page = page;
    this.complaints = complaints;
  }

  /** Opens the first tab of a browser, at the lobby. */
  static async arrive(context: BrowserContext): Promise<Visitor> {
    const complaints: string[] = [];
    context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    const visitor = new Visitor(context, await context.newPage(), complaints);
    await visitor.page.goto('/');
    return visitor;
  }

  /** Another tab of the same browser, at the same address. */
  async anotherTab(): Promise<Visitor> {
    const tab = new Visitor(this.context, await this.context.newPage(), this.complaints);
    await tab.page.goto(this.page.url());
    return tab;
  }

  /** What is marked by a test id and shows these attributes; not waited for. */
  find(testId: string, traits: Traits = {}): Locator {
    return this.page.locator(selectorOf(testId, traits));
  }

  /** Waits until it is seen. */
  async see(testId: string, traits: Traits = {}): Promise<Locator> {
    const found = this.find(testId, traits);
    await found.first().waitFor();
    return found;
  }

  /** Waits until it is seen and can be pressed, and presses it. */
  async press(testId: string, traits: Traits = {}): Promise<void> {
    await this.find(testId, traits).first().click();
  }

  /** An attribute of what is seen. */
  async read(testId: string, attribute: string): Promise<string> {
    return (await (await this.see(testId)).getAttribute(attribute)) ?? '';
  }

  /** Enters a name and its pass-phrase at the sign-in. */
  async enterName(userName: string, passPhrase = 'demo'): Promise<void> {
    await this.find('user-name').fill(userName);
    await this.find('pass-phrase').fill(passPhrase);
    await this.press('sign-in');
  }

  /** Signs in by name, or as a demo applicant whom chance chooses; on to choosing. */
  async signIn(userName?: string): Promise<void> {
    if (userName === undefined) await this.press('demo-sign-in');
    else await this.enterName(userName);
    await this.see('page-choosing');
    // Not before the keyboard is there and says what is free.
    await this.see('key', { 'aria-disabled': false });
  }

  /** Presses key after key. */
  async type(faces: string): Promise<void> {
    for (const face of faces) await this.press('key', { 'data-face': face, 'aria-disabled': false });
  }

  /** Lets the browser answer the captcha by its proof of work. */
  async prove(): Promise<void> {
    await this.press('captcha-work');
    await this.see('captcha-worked');
  }

  /** Types a number on empty positions and has it verified. */
  async verify(plate: string): Promise<void> {
    await this.type(plate);
    await this.prove();
    await this.press('verify');
  }

  /** Composes a number that is free. */
  async hold(plate: string): Promise<void> {
    await this.verify(plate);
    await this.see('held-plate', { 'data-plate': plate });
  }

  /** Has a code sent, enters it, and is shown the voucher. */
  async reserve(plate: string): Promise<void> {
    await this.find('code').fill(await this.receiveCode());
    await this.press('complete');
    await this.see('reserved-plate', { 'data-plate': plate });
    await this.press('print-voucher');
    await this.see('voucher-plate', { 'data-plate': plate });
  }

  /** Signs in at the desk as the demo's clerk or manager. */
  async comeToWork(role: 'clerk' | 'manager'): Promise<void> {
    await this.page.goto('/desk');
    await this.press(`demo-${role}`);
    await this.see('who', { 'data-role': role });
  }

  /** Gives up what is held, and means it. */
  async giveUp(): Promise<void> {
    await this.press('give-up');
    await this.press('give-up-sure');
    await this.see('page-choosing');
  }

  /** Draws; answers the numbers on the cards. */
  async draw(): Promise<string[]> {
    await this.press('tab-draw');
    await this.prove();
    await this.press('draw');
    await this.see('page-picking');
    return this.page
      .locator('[data-testid^=drawn-]')
      .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-plate') ?? ''));
  }

  /** Has a code sent and reads it in the development outbox. */
  async receiveCode(): Promise<string> {
    await this.press('request-code');
    await this.press('open-outbox');
    const text = await (await this.see('outbox-code')).first().innerText();
    const code = /\d{6}/.exec(text)?.[0];
    if (code === undefined) throw new Error(`there is no code in '${text}'`);
    return code;
  }

  /** The instant, in ms of the machine's clock, at which something comes to be on the page; to be awaited later. */
  async instantOf(testId: string, traits: Traits = {}): Promise<number> {
    const appears = await this.page.waitForFunction(
      (selector) => document.querySelector(selector) !== null && performance.timeOrigin + performance.now(),
      selectorOf(testId, traits),
      { timeout: 60_000 },
    );
    return Number(await appears.jsonValue());
  }
}

const selectorOf = (testId: string, traits: Traits): string =>
  [`[data-testid="${testId}"]`, ...Object.entries(traits).map(([name, value]) => `[${name}="${value}"]`)].join('');
