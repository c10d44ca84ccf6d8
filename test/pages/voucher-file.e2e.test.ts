import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';
import { readQr } from './qr.ts';

describe('the voucher as a file, in a browser', () => {
  const browser = sharedBrowser();
  const server = sharedServer({ engine: 'uws', authority: { hours: 'always', verifyIntervalSeconds: 0.3 } });

  const reserve = async (me: Visitor, userName: string, plate: string): Promise<string> => {
    await me.signIn(userName);
    await me.hold(plate);
    await me.press('confirm');
    await me.reserve(plate);
    return ((await (await me.context.request.get('/api/voucher')).json()) as { signed: string }).signed;
  };
  const save = async (me: Visitor, testId: string): Promise<{ name: string; bytes: Buffer }> => {
    const coming = me.page.waitForEvent('download');
    await me.press(testId);
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };

  test('DONE-2 it is saved as a PDF of one page and as a picture, and its QR code reads off both', async () => {
    const me = await browser.visit(server.url);
    const signed = await reserve(me, 'demo1', '12AC4');
    const readFrom = (jpeg: Buffer) => readQr(me, `data:image/jpeg;base64,${jpeg.toString('base64')}`, 'right half');
    const pdf = await save(me, 'save-pdf');
    expect(pdf.name).toBe('冀B12AC4.pdf');
    const text = pdf.bytes.toString('latin1');
    expect(text).toMatch(/^%PDF-1\.4\n/);
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(1);
    // Every entry of its table leads to its object.
    const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(table, table + 5)).toBe('xref\n');
    const starts = [...text.slice(table).matchAll(/^(\d{10}) 00000 n/gm)].map(([, start]) => Number(start));
    expect(starts).toHaveLength(5);
    starts.forEach((start, i) => expect(text.slice(start)).toMatch(new RegExp(`^${i + 1} 0 obj`)));
    const length = Number(/DCTDecode \/Length (\d+)/.exec(text)?.[1]);
    const begin = text.indexOf('stream\n', text.indexOf('DCTDecode')) + 'stream\n'.length;
    expect(await readFrom(pdf.bytes.subarray(begin, begin + length))).toBe(signed);

    const picture = await save(me, 'save-picture');
    expect(picture.name).toBe('冀B12AC4.jpg');
    expect(await readFrom(picture.bytes)).toBe(signed);
  });

  test('DONE-2 a browser that cannot print says how else', async () => {
    const userAgent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.44';
    const app = await browser.visit(server.url, { userAgent });
    await reserve(app, 'demo2', '22AC4');
    await app.see('no-printing');
    expect(await app.find('print').count()).toBe(0);
    await app.context.addInitScript(() => Reflect.set(globalThis, 'print', undefined));
    await app.see('save-pdf');
  });
});
