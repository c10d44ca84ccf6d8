import axe from 'axe-core';
import type { Visitor } from '../../verification/actors/visitor.ts';

type Axe = { run: () => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };

/**
 * What is wrong with a page as it is now: for people who use it otherwise than by eyes and mouse, in each language, in
 * light and dark; in width, on a narrow phone and at 200 % of 640 and of 1,280 px; and in what moves.
 */
export const faultsOf = async (visitor: Visitor): Promise<string[]> => {
  const { page } = visitor;
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const faults: string[] = [];
  for (const language of ['zh-CN', 'en']) {
    await page.locator(`html[lang="${language}"]`).waitFor();
    for (const width of [320, 360, 640]) {
      await page.setViewportSize({ width, height: 780 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) faults.push(`${language}, ${width} px: ${wide} px wide`);
      const cutOff = await page.evaluate(
        () => [...document.querySelectorAll('.scroll')].filter((each) => each.scrollWidth > each.clientWidth).length,
      );
      if (cutOff > 0) faults.push(`${language}, ${width} px: ${cutOff} tables are cut off`);
    }
    await page.setViewportSize({ width: 360, height: 780 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: Axe }).axe.run());
      for (const { id, nodes } of violations)
        for (const { html, failureSummary = '' } of nodes)
          faults.push(`${language}, ${colorScheme}: ${id}: ${html} ${failureSummary}`);
    }
    await visitor.press('language');
  }
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ playState }) => playState === 'running')
      .map(String),
  );
  if (moving.length > 0) faults.push(`moves: ${moving.join(', ')}`);
  return faults;
};
