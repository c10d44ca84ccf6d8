import { execFile } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';
import { TestServer } from '../support/server.ts';

const python = (...args: string[]): Promise<{ stdout: string }> =>
  promisify(execFile)('python3', args, {
    cwd: join(projectRoot, 'docs/examples'),
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
    timeout: 180_000,
  });
const hasPython = await python('-c', 'import sys; sys.exit(sys.version_info < (3, 8))').then(
  () => true,
  () => false,
);
const unless = 'there is no python3 of version 3.8 or later here';
if (!hasPython) console.warn(`docs/examples/client.py is not tried: ${unless}`);

let server: TestServer | undefined;
beforeAll(async () => {
  if (hasPython) server = await TestServer.start({ engine: 'ws', authority: { verifyIntervalSeconds: 1 } });
});
afterAll(() => server?.stop());

test.for([
  ['composes', 'demo7', [], /is held, 0 tries left\n/],
  ['draws', 'demo8', ['draw'], /drawn: (\w{5} ?){5}; 9 draws left\n/],
] as const)(
  'the example client %s a number, from signing in to the voucher',
  { timeout: 180_000 },
  async ([, user, way, chosen], context) => {
    if (server === undefined) return context.skip(unless);
    const { stdout } = await python('client.py', server.url, user, ...way);
    expect(stdout).toMatch(chosen);
    expect(stdout).toMatch(
      /reserved: 冀B\w{5}, to be registered by \d{4}-\d\d-\d\d; the voucher's signature is right\n$/,
    );
    // Once more: what is reserved is found as it was left.
    expect((await python('client.py', server.url, user)).stdout).toContain(
      /reserved: 冀B\w{5}/.exec(stdout)?.[0] ?? 'nothing',
    );
  },
);

test('DONE-2 the example tells a right signature from wrong ones', async (context) => {
  if (!hasPython) return context.skip(unless);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url').toString('hex');
  const spoilt = (hex: string, at: number): string =>
    hex.slice(0, at) + (hex[at] === '0' ? '1' : '0') + hex.slice(at + 1);
  const message = Buffer.from('a voucher').toString('hex');
  const signature = sign(null, Buffer.from(message, 'hex'), privateKey).toString('hex');
  const cases = [
    [key, message, signature],
    [key, spoilt(message, 1), signature],
    [spoilt(key, 9), message, signature],
    [key, message, spoilt(signature, 5)],
    [key, message, spoilt(signature, 70)],
    [key, message, signature.slice(0, -2)],
  ];
  const program = [
    'import json, sys',
    'from ed25519 import is_signed_by',
    'print(json.dumps([is_signed_by(*map(bytes.fromhex, each)) for each in json.loads(sys.argv[1])]))',
  ].join('\n');
  const { stdout } = await python('-c', program, JSON.stringify(cases));
  expect(JSON.parse(stdout)).toEqual([true, false, false, false, false, false]);
});
