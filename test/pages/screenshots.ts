import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../server/project-root.ts';
import { People } from '../../verification/actors/people.ts';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { TestBrowser } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';

// npm run screenshots: draws the pictures in docs/ anew, from the pages as they were last built.

/** How many people hold numbers, so that the pool looks used. */
const CROWD = 120;
const save = (name: string, picture: Buffer): Promise<void> => writeFile(join(projectRoot, 'docs', name), picture);

/** Waits until colours have faded and the captcha has come. */
const settled = async ({ page }: Visitor): Promise<void> => {
  await page.locator('[data-testid=captcha-image]').waitFor();
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
};

const server = await TestServer.start({
  engine: 'uws',
  demoAccounts: 500,
  authority: {
    hours: 'always',
    verifyIntervalSeconds: 0.1,
    drawSize: 20,
    holdSeconds: 60,
    drawHoldSeconds: 600,
  },
});
const browser = new TestBrowser();
const people = new People(server);
try {
  for (let i = 0; i < CROWD; i += 10) {
    await Promise.all(Array.from({ length: 10 }, async () => (await people.newcomer()).draw()));
  }
  const phone = { deviceScaleFactor: 2 };
  const [left, right] = [await browser.visit(server.url, phone), await browser.visit(server.url, phone)];
  await left.signIn('demo401');
  await left.type('88AK');
  await left.see('matching');
  await right.signIn('demo402');
  await Promise.all(['88AK0', '88AK1', '88AK6', '88AK9'].map(async (plate) => (await people.newcomer()).hold(plate)));
  await left.see('key', { 'data-face': '6', 'aria-disabled': true });
  await settled(left);
  await save('compose-phone.png', await left.page.screenshot());

  await right.hold('88AK8');
  await left.see('key', { 'data-face': '8', 'aria-disabled': true });
  await settled(left);
  const pictures = [await left.page.screenshot(), await right.page.screenshot()];
  const table = await browser.visit(server.url, { ...phone, viewport: { width: 780, height: 820 } });
  // A page of nobody's, without the server's content policy.
  await table.page.goto('about:blank');
  await table.page.setContent(
    `<body style="margin:20px;display:flex;gap:20px;background:#c9d1dc">${pictures
      .map((picture) => `<img width="360" src="data:image/png;base64,${picture.toString('base64')}">`)
      .join('')}`,
  );
  await save('side-by-side.png', await table.page.screenshot());
} finally {
  people.leave();
  await browser.leave();
  await browser.close();
  await server.stop();
}
