import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../server/config.ts';
import { projectRoot } from '../server/project-root.ts';
import { makeCertificate } from './support/certificate.ts';
import { problemsOf } from './support/config.ts';
import { temporaryFolder } from './support/folder.ts';

test('one process, no proxy and no TLS are the presets', () => {
  expect(readConfig({})).toMatchObject({ workers: 1, trustedProxies: [], tls: undefined });
});

test('workers, proxies and TLS can be set', async () => {
  const { certFile, keyFile } = await makeCertificate(await temporaryFolder());
  const env = { WORKERS: '4', TRUSTED_PROXIES: '127.0.0.1, fd00::/8', TLS_CERT: certFile, TLS_KEY: keyFile };
  expect(readConfig(env)).toMatchObject({
    workers: 4,
    trustedProxies: ['127.0.0.1', 'fd00::/8'],
    tls: { cert: certFile, key: keyFile },
  });
});

test.each(['0', '65', '2.5', 'auto'])('SAFE-3 WORKERS=%s is refused', (WORKERS) => {
  expect(problemsOf({ WORKERS })).toEqual(['WORKERS: must be a whole number from 1 to 64']);
});

test('the key of vouchers is the first generation, until others are named', () => {
  expect(readConfig({})).toMatchObject({ voucherKeys: [1], connectionsPerAddress: 20_000, connectionsPerAccount: 100 });
  expect(readConfig({ VOUCHER_KEYS: ' 2, 1' })).toMatchObject({ voucherKeys: [2, 1] });
});

test.each(['0', '1,1', 'a', '1,', '1;2', '1000', '-1'])('SAFE-3 VOUCHER_KEYS=%s is refused', (VOUCHER_KEYS) => {
  expect(problemsOf({ VOUCHER_KEYS })).toEqual([
    expect.stringContaining('VOUCHER_KEYS: must be numbers from 1 to 999'),
  ]);
});

test('SAFE-3 a proxy that is no address is refused, for a name might lead anywhere', () => {
  expect(problemsOf({ TRUSTED_PROXIES: '10.0.0.0/8,proxy.example.org,10.0.0.0/40' })).toEqual(
    ['proxy.example.org', '10.0.0.0/40'].map(
      (wrong) =>
        `TRUSTED_PROXIES: '${wrong}' is no address and no range of them; write it like 10.0.0.7, 10.0.0.0/8 or fd00::/8`,
    ),
  );
});

test('SAFE-3 a certificate without its key, another one’s key, and files that hold neither are refused', async () => {
  const folder = await temporaryFolder();
  const { certFile } = await makeCertificate(folder);
  const { keyFile: another } = await makeCertificate(await temporaryFolder());
  const neither = join(folder, 'neither.pem');
  await writeFile(neither, 'hello');
  expect(problemsOf({ TLS_CERT: certFile })).toEqual(['TLS_KEY: must be set where its counterpart is']);
  for (const TLS_KEY of [another, neither, join(folder, 'missing.pem')])
    expect(problemsOf({ TLS_CERT: certFile, TLS_KEY })).toEqual([
      expect.stringMatching(/^TLS_CERT, TLS_KEY: must be the paths of a certificate and of its key, in PEM: /),
    ]);
});

test('the systemd unit of docs/deploy gives Node the options that npm start gives it', async () => {
  const unit = await readFile(join(projectRoot, 'docs/deploy/xuanhao.service'), 'utf8');
  const { scripts } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const optionsOf = (command = ''): string[] => command.split(' ').filter((word) => word.startsWith('--'));
  const given = optionsOf(scripts.start);
  expect(given).not.toEqual([]);
  expect(optionsOf(/^ExecStart=(.+)$/m.exec(unit)?.[1])).toEqual(given);
});

test('what the systemd unit of docs/deploy sets is understood, and in the configuration table', async () => {
  const unit = await readFile(join(projectRoot, 'docs/deploy/xuanhao.service'), 'utf8');
  const set = [...unit.matchAll(/^Environment=(.+)$/gm)].flatMap(([, pairs = '']) => pairs.split(' '));
  const env = Object.fromEntries(set.map((pair) => pair.split('=', 2) as [string, string]));
  expect(readConfig(env)).toMatchObject({ workers: 3, port: 9001, demoAccounts: 0, trustedProxies: ['127.0.0.1'] });
  const table = await readFile(join(projectRoot, 'docs/configuration.md'), 'utf8');
  for (const name of Object.keys(env).filter((each) => each !== 'NODE_ENV')) expect(table).toContain(`| \`${name}\` |`);
});
