import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { programPath } from '../../scripts/programs.mjs';
import { Visitor } from '../../verification/actors/visitor.ts';

type VisitOptions = BrowserContextOptions & {
  /** The error of the browser's clock, in ms. */
  readonly clockWrongBy?: number;
  /** Whether the browser may report errors, as when the server ends under the page; or answers of a status 4xx alone. */
  readonly mayComplain?: boolean | 'of refusals';
};

/** How long a test waits for something on a page. */
const TIMEOUT_MS = 60_000;

/** Headless Chromium, started by its first visitor. Each visitor has a separate profile. */
export class TestBrowser {
  #browser: Promise<Browser> | undefined;
  readonly #visitors: { readonly visitor: Visitor; readonly mayComplain: boolean | 'of refusals' }[] = [];

  /** Opens the page of a server; a phone of 360 × 780 in light colours unless told otherwise. */
  async visit(url: string, options: VisitOptions = {}): Promise<Visitor> {
    const { clockWrongBy = 0, mayComplain = false, ...rest } = options;
    this.#browser ??= launch();
    const context = await (await this.#browser).newContext({
      viewport: { width: 360, height: 780 },
      colorScheme: 'light',
      baseURL: url,
      ...rest,
    });
    context.setDefaultTimeout(TIMEOUT_MS);
    if (clockWrongBy !== 0) await context.addInitScript(shiftDate, clockWrongBy);
    const visitor = await Visitor.arrive(context);
    this.#visitors.push({ visitor, mayComplain });
    return visitor;
  }

  /** Closes all visits; throws the errors that pages reported, content policy violations included. */
  async leave(): Promise<void> {
    const gone = this.#visitors.splice(0);
    await Promise.all(gone.map(({ visitor }) => visitor.context.close()));
    const complaints = gone.flatMap(({ visitor, mayComplain }) => {
      if (mayComplain === true) return [];
      return visitor.complaints.filter((each) => mayComplain === false || !/status of 4\d\d/.test(each));
    });
    if (complaints.length > 0) throw new Error(`the browser complained:\n${complaints.join('\n')}`);
  }

  async close(): Promise<void> {
    await (await this.#browser)?.close();
  }
}

const launch = (): Promise<Browser> => {
  const executablePath = programPath('chromium');
  if (executablePath === undefined) throw new Error('Chromium is needed, and is not in PATH');
  // Tests often run as root or in containers, where Chromium's sandbox does not work.
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  return chromium.launch({ executablePath, args });
};

/** Runs in the page, before any of its scripts. */
const shiftDate = (by: number): void => {
  const RightDate = Date;
  globalThis.Date = class extends RightDate {
    constructor(...given: [] | [number]) {
      super(given.length === 0 ? RightDate.now() + by : given[0]);
    }
    static override now(): number {
      return RightDate.now() + by;
    }
  } as DateConstructor;
};
