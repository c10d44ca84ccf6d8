import { expect, test } from 'vitest';
import { createLog } from '../../server/telemetry/log.ts';
import { RepeatedLines } from '../../server/telemetry/repeated-lines.ts';

const written = (fields: object): string => {
  let text = '';
  createLog('info', { write: (line) => (text += line) }).info(fields, 'said');
  return text;
};

test.each(['idNumber', 'mobile', 'phone', 'vin', 'name', 'code', 'token', 'passPhrase', 'cookie', 'authorization'])(
  'ACCT-4 %s never appears in the log, however deep it stands',
  (field) => {
    for (const fields of [
      { [field]: 'swordfish' },
      { a: { [field]: 'swordfish' } },
      { a: { b: { [field]: 'swordfish' } } },
    ]) {
      expect(written(fields)).toContain('[hidden]');
      expect(written(fields)).not.toContain('swordfish');
    }
  },
);

test.each(['\n', '\r\n', '\u2028', '\u0000', '"}\n', '\u001b[2K'])(
  'SAFE-3 whatever somebody sends begins no line of its own, and ends none: %j',
  (end) => {
    const forged = `/x${end}{"level":60,"msg":"all is lost"}`;
    const text = written({ path: forged, err: new Error(forged), [forged]: forged });
    expect(text.trimEnd().split(/\r|\n/)).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({ level: 30, msg: 'said', path: forged });
    expect(text).not.toContain('\u001b');
  },
);

test('a line is one JSON object with its level, time and text', () => {
  const line: unknown = JSON.parse(written({ port: 9000 }));
  expect(line).toEqual({ level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), port: 9000, msg: 'said' });
});

test('SAFE-3 a line that comes without end is written ten times in ten seconds, and what was left out is counted', () => {
  let now = 0;
  const lines = new RepeatedLines({ lines: 10, windowMs: 10_000 }, () => now);
  expect(Array.from({ length: 40_000 }, () => lines.passes('a')).filter(Boolean)).toHaveLength(10);
  expect(lines.passes('b')).toBe(true);
  expect(lines.leftOut()).toEqual([]);
  now = 10_000;
  expect(lines.leftOut()).toEqual([{ kind: 'a', count: 39_990 }]);
  expect(lines.leftOut()).toEqual([]);
  expect(lines.passes('a')).toBe(true);
});

test('SAFE-3 kinds of lines without end fill no memory', () => {
  const lines = new RepeatedLines({ lines: 10, windowMs: 10_000 }, () => 0);
  for (let i = 0; i < 5_000; i += 1) expect(lines.passes(`kind ${i}`)).toBe(true);
});

test('SAFE-3 warnings and errors are bounded, what people did is not', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  for (let i = 0; i < 100; i += 1) {
    log.warn({ err: new Error('no room') }, 'stumbled');
    log.child({ worker: 1 }).error('no answer');
    log.info('text message');
  }
  const count = (text: string): number => lines.filter((line) => line.includes(text)).length;
  expect([count('stumbled'), count('no answer'), count('text message')]).toEqual([10, 10, 100]);
});

test('HA-10 while Redis is gone or takes no writes, each text is written once, whatever error it comes with', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  for (let i = 0; i < 100; i += 1)
    for (const error of ['READONLY You can’t write', 'Socket closed unexpectedly', 'The client is offline'])
      for (const text of ['a queue stumbled', 'a sweep failed']) log.warn({ err: new Error(error) }, text);
  expect(lines).toHaveLength(2);
});

test('the system’s own word for an error is told, and is no code of anybody’s', () => {
  const line = written({ err: Object.assign(new Error('no room'), { code: 'ENOSPC' }) });
  expect(JSON.parse(line)).toMatchObject({ err: { message: 'no room', errorCode: 'ENOSPC' } });
});
