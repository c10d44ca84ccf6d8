import { describe, expect, test } from 'vitest';
import { Peers, rangeOf } from '../../server/engine/peers.ts';

const behind = new Peers({ trustedProxies: ['10.0.0.0/8', '192.0.2.7', 'fd00::/8'] });
const said = (forwardedFor: string | undefined, proto?: string) => ({ for: forwardedFor, proto });

test('SAFE-3 what a trusted proxy says and nobody understands is told once, and not for each request', () => {
  const heard: string[] = [];
  const peers = new Peers({ trustedProxies: ['10.0.0.1'], odd: (hop) => heard.push(hop) });
  peers.of('203.0.113.9', said('unknown'));
  peers.of('10.0.0.1', said(undefined));
  expect(heard).toEqual([]);
  for (let i = 0; i < 1_000; i += 1) peers.of('10.0.0.1', said(`198.51.100.1, _client${'x'.repeat(1_000)}`));
  expect(heard).toEqual([expect.stringMatching(/^_client/)]);
  expect(heard[0]).toHaveLength(64);
});

describe('SAFE-3 whom to believe', () => {
  test('a peer that has gone before anybody asked has no address, and stops nothing', () => {
    expect(behind.of(undefined, said('198.51.100.1', 'https'))).toEqual({ address: '', secure: false });
  });

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
    // Some write the port, brackets, quotes or a zone around an address.
    ['10.1.2.3', '203.0.113.7:50123', '203.0.113.7'],
    ['10.1.2.3', '1.1.1.1, 203.0.113.7:50123 ,10.9.9.9:443', '203.0.113.7'],
    ['10.1.2.3', '[2001:db8::1]:4711', '2001:db8::1'],
    ['10.1.2.3', '[2001:DB8::1]', '2001:db8::1'],
    ['10.1.2.3', '"[2001:db8::1]:4711"', '2001:db8::1'],
    ['10.1.2.3', '" 203.0.113.7:1 "', '203.0.113.7'],
    ['10.1.2.3', '[fe80::1%eth0]:80', 'fe80::1'],
    ['10.1.2.3', '[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['10.1.2.3', '::ffff:203.0.113.7:50123', '203.0.113.7'],
    ['10.1.2.3', '::ffff:cb00:7107', '203.0.113.7'],
    ['10.1.2.3', '0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:a01:203', '203.0.113.7', '203.0.113.7'],
    ['10.1.2.3', '203.0.113.7:', '10.1.2.3'],
    ['10.1.2.3', '203.0.113.7:x', '10.1.2.3'],
    ['10.1.2.3', '[203.0.113.7', '10.1.2.3'],
    ['10.1.2.3', '_hidden', '10.1.2.3'],
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
