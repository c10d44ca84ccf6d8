import { describe, expect, test } from 'vitest';
import { Peers, rangeOf } from '../../server/engine/peers.ts';

const behind = new Peers({ trustedProxies: ['10.0.0.0/8', '192.0.2.7', 'fd00::/8'] });
const said = (forwardedFor: string | undefined, proto?: string) => ({ for: forwardedFor, proto });

describe('SAFE-3 whom to believe', () => {
  test('a peer that is no trusted proxy is itself, whatever it writes', () => {
    expect(behind.of('203.0.113.9', said('198.51.100.1', 'https'))).toEqual({ address: '203.0.113.9', secure: false });
    expect(new Peers().of('127.0.0.1', said('198.51.100.1', 'https'))).toEqual({ address: '127.0.0.1', secure: false });
  });

  test.each([
    ['10.1.2.3', '198.51.100.1', '198.51.100.1'],
    // What stands left of the first address that is no proxy's the client may have made up.
    ['10.1.2.3', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['10.1.2.3', '1.1.1.1, 198.51.100.1, 10.9.9.9,192.0.2.7', '198.51.100.1'],
    ['::ffff:10.1.2.3', '::ffff:198.51.100.1', '198.51.100.1'],
    ['fd00::1', '2001:db8::5', '2001:db8::5'],
    // Where a proxy says nothing, or nonsense, the last hop that is known stands for the client.
    ['10.1.2.3', undefined, '10.1.2.3'],
    ['10.1.2.3', '', '10.1.2.3'],
    ['10.1.2.3', '198.51.100.1, unknown', '10.1.2.3'],
    ['10.1.2.3', '198.51.100.1, unknown, 10.9.9.9', '10.9.9.9'],
    // A client inside the trusted range is the outermost of them.
    ['10.1.2.3', '10.4.4.4', '10.4.4.4'],
    ['192.0.2.8', '198.51.100.1', '192.0.2.8'],
  ])('from %s with X-Forwarded-For %j it is %s', (peer, forwarded, address) => {
    expect(behind.of(peer, said(forwarded)).address).toBe(address);
  });

  test.each([
    ['https', true],
    ['HTTPS', true],
    ['http', false],
    ['https, http', false],
    ['wss', false],
    [undefined, false],
  ])('a trusted proxy that says %j for the scheme: TLS is %s', (proto, secure) => {
    expect(behind.of('10.1.2.3', said('198.51.100.1', proto)).secure).toBe(secure);
  });

  test('a server that speaks TLS itself needs no word of anybody', () => {
    expect(new Peers({ tls: true }).of('203.0.113.9', said(undefined, 'http')).secure).toBe(true);
  });
});

test.each(['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '::1', 'fd00::/8', '::/0', '::1/128'])('%s is a range', (text) => {
  expect(rangeOf(text)).toBeDefined();
});

test.each(['', 'localhost', '10.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'fd00::/129', '10.0.0.0/-1', '/8'])(
  'SAFE-3 %j is none',
  (text) => {
    expect(rangeOf(text)).toBeUndefined();
  },
);
