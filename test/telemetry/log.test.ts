import { expect, test } from 'vitest';
import { createLog } from '../../server/telemetry/log.ts';

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
