import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { LineSink } from '../../server/telemetry/line-sink.ts';
import { temporaryFolder } from '../support/folder.ts';

test('SAFE-2 lines that a disk does not take are counted, and told once it takes some again', () => {
  const written: string[] = [];
  let full = true;
  const sink = new LineSink((line) => {
    if (!full) written.push(line);
    return !full;
  });
  for (let i = 0; i < 5; i += 1) sink.write('lost\n');
  expect(sink.lost).toBe(5);
  full = false;
  sink.write('kept\n');
  sink.write('kept\n');
  expect(written).toEqual(['kept\n', expect.stringContaining('"lost":5,"msg":"lines of the log were lost"'), 'kept\n']);
  full = true;
  sink.write('lost\n');
  full = false;
  sink.write('kept\n');
  expect(written.at(-1)).toContain('"lost":1,');
  expect(sink.lost).toBe(6);
});

test('SAFE-2 a disk without room loses lines, and a file has those that it took at once', async () => {
  const full = openSync('/dev/full', 'w');
  const lost = LineSink.ofFile(full);
  lost.write('a line\n');
  expect(lost.lost).toBe(1);
  closeSync(full);
  const path = join(await temporaryFolder(), 'log');
  const fd = openSync(path, 'a');
  LineSink.ofFile(fd).write('号牌\n');
  expect(await readFile(path, 'utf8')).toBe('号牌\n');
  closeSync(fd);
});

test('SAFE-2 a reader that does not read costs a megabyte of memory, and no more', () => {
  const pipe = new PassThrough();
  const sink = LineSink.ofStream(pipe as unknown as NodeJS.WriteStream);
  const line = `${'x'.repeat(1_023)}\n`;
  for (let i = 0; i < 20_000; i += 1) sink.write(line);
  expect(pipe.writableLength + pipe.readableLength).toBeLessThan(1.2 * 1024 * 1024);
  expect(sink.lost).toBeGreaterThan(18_000);
});

test('SAFE-2 a reader that is gone costs its lines alone', () => {
  const pipe = new PassThrough();
  const sink = LineSink.ofStream(pipe as unknown as NodeJS.WriteStream);
  pipe.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  for (let i = 0; i < 3; i += 1) sink.write('a line\n');
  expect(sink.lost).toBe(3);
});
