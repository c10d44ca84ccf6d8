import { afterEach, describe, expect, test } from 'vitest';
import { type Applicant, connect } from '../../verification/actors/applicant.ts';
import { ask } from '../../verification/actors/ask.ts';
import { Refused } from '../../verification/actors/refused.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import { sharedServer } from '../support/shared.ts';

const PER_ADDRESS = 6;
const PER_ACCOUNT = 2;

describe.each(['uws', 'ws'] as const)('too many connections, on %s', (engine) => {
  const env = {
    CONNECTIONS_PER_ADDRESS: String(PER_ADDRESS),
    CONNECTIONS_PER_ACCOUNT: String(PER_ACCOUNT),
    TRUSTED_PROXIES: '127.0.0.9',
  };
  const server = sharedServer({ engine, env });
  const present: Applicant[] = [];
  afterEach(async () => {
    for (const each of present.splice(0)) each.leave();
    await expect.poll(() => server.figure('xuanhao_lines')).toBe(0);
  });

  type Options = Parameters<typeof connect>[2];
  const come = async (token?: string, options: Options = {}): Promise<Applicant> => {
    const applicant = await connect(server.url, token, options);
    present.push(applicant);
    return applicant;
  };
  const refusedTo = async (coming: Promise<unknown>): Promise<string> => {
    const said: unknown = await coming.then(
      () => 'let in',
      (error: unknown) => error,
    );
    return said instanceof Refused ? said.refusal.code : said instanceof Error ? 'turned away' : String(said);
  };

  test('P10 an address has so many; others come in, and so do those who come when one has gone', async () => {
    for (let i = 0; i < PER_ADDRESS; i += 1) await come(undefined, { localAddress: '127.0.0.2' });
    expect(await refusedTo(come(undefined, { localAddress: '127.0.0.2' }))).toBe('turned away');
    expect(await server.figure('xuanhao_arrivals_total{outcome="tooManyRequests"}')).toBeGreaterThan(0);
    await come(undefined, { localAddress: '127.0.0.3' });
    const [first] = present.splice(0, 1);
    first?.leave();
    await expect.poll(() => server.figure('xuanhao_lines')).toBe(PER_ADDRESS);
    await come(undefined, { localAddress: '127.0.0.2' });
    // Health, and whoever has no socket, are not what is counted.
    expect((await ask(`${server.url}/healthz`, { from: '127.0.0.2' })).status).toBe(200);
  });

  test('P10 behind a trusted proxy it is the client’s address that counts', async () => {
    const from = (client: string): Options => ({
      localAddress: '127.0.0.9',
      extraHeaders: { 'x-forwarded-for': client },
    });
    for (let i = 0; i < PER_ADDRESS; i += 1) await come(undefined, from('192.0.2.1'));
    expect(await refusedTo(come(undefined, from('192.0.2.1')))).toBe('turned away');
    await come(undefined, from('192.0.2.2'));
    // Whoever is no proxy may say what it likes, and is counted by its own address.
    const liar = (i: number): Options => ({
      localAddress: '127.0.0.4',
      extraHeaders: { 'x-forwarded-for': `192.0.2.${100 + i}` },
    });
    for (let i = 0; i < PER_ADDRESS; i += 1) await come(undefined, liar(i));
    expect(await refusedTo(come(undefined, liar(PER_ADDRESS)))).toBe('turned away');
  });

  test('P10 an account has so many, wherever it comes from, and is told so', async () => {
    const token = await signIn(server.url, 'demo1');
    const me = await come(token, { localAddress: '127.0.0.5' });
    await come(token, { localAddress: '127.0.0.6' });
    const another = await signIn(server.url, 'demo1');
    expect(await refusedTo(come(another, { localAddress: '127.0.0.7' }))).toBe('tooManyRequests');
    await come(await signIn(server.url, 'demo2'), { localAddress: '127.0.0.7' });
    expect(await me.draw()).toMatchObject({ stage: 'picking' });
  });
});
