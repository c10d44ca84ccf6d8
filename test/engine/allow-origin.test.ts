import { expect, test } from 'vitest';
import { allowOriginOf } from '../../server/engine/allow-origin.ts';

const allows = allowOriginOf(['https://partner.example']);

test.each([
  ['https://plates.example', 'plates.example'],
  ['https://plates.example', 'plates.example:443'],
  ['http://plates.example', 'plates.example:80'],
  ['https://plates.example', 'PLATES.Example:443'],
  ['https://plates.example', 'plates.example.'],
  ['https://plates.example.', 'plates.example'],
  ['https://plates.example.:8443', 'plates.example:8443'],
  ['http://[2001:db8::1]:9000', '[2001:DB8::1]:9000'],
  ['http://127.0.0.1:9000', '127.0.0.1:9000'],
  ['https://partner.example', 'plates.example'],
])('SAFE-3 a page of %s may talk to %s', (origin, host) => {
  expect(allows(origin, host)).toBe(true);
});

test.each([
  ['https://plates.example', 'plates.example:80'],
  ['http://plates.example', 'plates.example:443'],
  ['https://plates.example', 'plates.example:8443'],
  ['https://plates.example:8443', 'plates.example'],
  ['https://plates.example', 'evil.example@plates.example'],
  ['https://plates.example', 'plates.example/'],
  ['https://evil.example', 'plates.example'],
  ['https://evil-plates.example', 'plates.example'],
  ['https://plates.example', ''],
  ['null', 'null'],
  ['', ''],
  ['file://', ''],
  ['https://partner.example:8443', 'plates.example'],
  ['http://partner.example', 'plates.example'],
])('SAFE-3 a page of %j may not talk to %j', (origin, host) => {
  expect(allows(origin, host)).toBe(false);
});
