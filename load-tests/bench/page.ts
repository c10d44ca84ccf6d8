import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';
import { programPath } from '../../scripts/programs.mjs';
import { projectRoot } from '../../server/project-root.ts';
import type { Bench } from './measure.ts';
import { onEnd } from './support/ending.ts';
import { startService } from './support/service.ts';
import { quick } from './support/size.ts';
import { median } from './support/stats.ts';

const ROUNDS = quick ? 1 : 5;
/** A slow phone's line. */
const LINE = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
/** Nothing larger is painted after so many ms without a larger one. */
const QUIET = 2_500;

/** The scripts that the first page loads, compressed, in bytes. */
const scriptBytes = (): number => {
  const pages = join(projectRoot, 'dist/client');
  const html = readFileSync(join(pages, 'index.html'), 'utf8');
  const paths = [...html.matchAll(/<(?:script|link)[^>]+?(?:src|href)="([^"]+\.js)"/g)].map(([, path = '']) => path);
  if (paths.length === 0) throw new Error('the page loads no scripts');
  return paths.reduce((sum, path) => sum + statSync(join(pages, `${path}.gz`)).size, 0);
};

/** When the largest thing of a first visit was painted, in ms from the navigation on. */
const largestPaint = async (browser: Browser, url: string): Promise<number> => {
  const context = await browser.newContext({ viewport: { width: 360, height: 780 }, locale: 'zh-CN' });
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', LINE);
  await page.goto(url, { waitUntil: 'load' });
  await delay(QUIET);
  const painted = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        });
      }),
  );
  await context.close();
  return painted;
};

/** What a first visit loads, and when its largest part is seen, in Chromium without a window on a slow phone's line. */
export const page: Bench = {
  names: ['page_kb', 'page_lcp_ms'],
  run: async (progress) => {
    const { port } = await startService({ demoAccounts: 10 });
    const executablePath = programPath('chromium');
    if (executablePath === undefined) throw new Error('Chromium is needed, and is not in PATH');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    onEnd(() => browser.close());
    const url = `http://127.0.0.1:${port}/`;
    await largestPaint(browser, url);
    const rounds: number[] = [];
    for (let i = 0; i < ROUNDS; i += 1) rounds.push(await largestPaint(browser, url));
    progress(`largest paint after ${rounds.map((ms) => ms.toFixed()).join(', ')} ms`);
    const lcp = { megabitsPerSecond: 1.6, latencyMs: LINE.latency, rounds: ROUNDS };
    return [
      { name: 'page_kb', value: scriptBytes() / 1_024, unit: 'KB', detail: { what: 'scripts, gzip' } },
      { name: 'page_lcp_ms', value: median(rounds), unit: 'ms', detail: lcp },
    ];
  },
};
