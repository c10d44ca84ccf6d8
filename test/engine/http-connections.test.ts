import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { httpBoundsOf } from '../../server/engine/http-bounds.ts';
import { NodeConnections } from '../../server/engine/node-connections.ts';
import { Peers } from '../../server/engine/peers.ts';
import { UwsConnections } from '../../server/engine/uws-connections.ts';

const BOUNDS = { inAll: 10, perNetwork: 4 };
const PROXY = '10.0.0.1';
const peers = new Peers({ trustedProxies: [PROXY] });

test('P10 one network has an eighth of the files that connections may have, HTTP has half, and never too few for a page', () => {
  expect(httpBoundsOf(600)).toEqual({ inAll: 200, perNetwork: 50 });
  expect(httpBoundsOf(100)).toEqual({ inAll: 16, perNetwork: 16 });
  expect(httpBoundsOf(undefined).perNetwork).toBeGreaterThan(1_000);
});

describe('P10 on node’s server', () => {
  class Client extends EventEmitter {
    static #ports = 0;
    remoteAddress: string | undefined;
    remotePort = (Client.#ports += 1);
    destroyed = false;
    constructor(address: string | undefined) {
      super();
      this.remoteAddress = address;
    }
    destroy(): void {
      if (this.destroyed) return;
      this.destroyed = true;
      this.remoteAddress = undefined;
      this.emit('close');
    }
  }
  const begin = () => {
    const ended: string[] = [];
    const server = new EventEmitter();
    const connections = new NodeConnections(server as never, BOUNDS, { peers, httpEnded: (why) => ended.push(why) });
    const come = (address: string | undefined): Client => {
      const client = new Client(address);
      server.emit('connection', client);
      return client;
    };
    const ask = (socket: Client): EventEmitter => {
      const response = new EventEmitter();
      server.emit('request', { socket }, response);
      return response;
    };
    return { ended, server, connections, come, ask };
  };

  test('who comes beyond the bound of a network takes the place of its longest idle one, never of one that is answered', () => {
    const { ended, connections, come, ask } = begin();
    const [first, second, third, fourth] = Array.from({ length: 4 }, () => come('192.0.2.1'));
    const answer = ask(first as Client);
    come('192.0.2.1');
    expect([first, second, third, fourth].map((each) => each?.destroyed)).toEqual([false, true, false, false]);
    answer.emit('close');
    come('192.0.2.1');
    // The first has been idle for a shorter time than the third.
    expect([first?.destroyed, third?.destroyed]).toEqual([false, true]);
    expect(connections.size).toBe(4);
    expect(ended).toEqual(['idle', 'idle']);
    expect(come('192.0.2.2').destroyed).toBe(false);
  });

  test('where all of a network are being answered, one more is refused', () => {
    const { ended, connections, come, ask } = begin();
    for (let i = 0; i < BOUNDS.perNetwork; i += 1) ask(come('192.0.2.1'));
    expect(come('192.0.2.1').destroyed).toBe(true);
    expect([ended, connections.size]).toEqual([['refused'], BOUNDS.perNetwork]);
  });

  test('beyond the bound of all, a network that has none is let in, and another one has no more than before', () => {
    const { connections, come } = begin();
    for (const network of [1, 2, 3, 4, 5]) for (let i = 0; i < 2; i += 1) come(`192.0.2.${network}`);
    expect(come('192.0.2.1').destroyed).toBe(false);
    expect(connections.size).toBe(BOUNDS.inAll);
    expect(come('192.0.2.6').destroyed).toBe(false);
    expect(connections.size).toBe(BOUNDS.inAll + 1);
  });

  test('each is uncounted once: closed, upgraded and closed, reset before it was seen, ended here', () => {
    const { server, connections, come, ask } = begin();
    const clients = Array.from({ length: 4 }, () => come('192.0.2.1'));
    server.emit('upgrade', { socket: clients[0] });
    const answer = ask(clients[1] as Client);
    come(undefined);
    for (const each of clients) each.destroy();
    answer.emit('close');
    expect(connections.size).toBe(0);
    const later = Array.from({ length: 4 }, () => come('192.0.2.1'));
    expect(later.map(({ destroyed }) => destroyed)).toEqual([false, false, false, false]);
  });

  test('a trusted proxy’s are counted, and bounded by nothing', () => {
    const { connections, come } = begin();
    for (let i = 0; i < 50; i += 1) expect(come(PROXY).destroyed).toBe(false);
    expect(connections.size).toBe(50);
  });
});

describe('P10 on uWebSockets.js', () => {
  class Client {
    isClosed = false;
    readonly #address: string;
    constructor(address: string) {
      this.#address = address;
    }
    getRemoteAddressAsText(): ArrayBuffer {
      return new Uint8Array(Buffer.from(this.#address)).buffer;
    }
    close(): void {
      this.isClosed = true;
    }
  }
  const begin = () => {
    const ended: string[] = [];
    let clock = 0;
    let tell: (client: never, change: number) => unknown = () => undefined;
    const app = { filter: (told: typeof tell) => (tell = told) };
    const connections = new UwsConnections(app as never, BOUNDS, {
      peers,
      httpEnded: (why) => ended.push(why),
      now: () => clock,
    });
    const come = (address: string): Client => {
      const client = new Client(address);
      tell(client as never, 1);
      if (client.isClosed) tell(client as never, -1);
      return client;
    };
    /** The engine says of no closing whose it is, but to whoever answers. */
    const leave = (abort: () => void = () => undefined): void => {
      tell(undefined as never, -1);
      abort();
    };
    const ask = (client: Client) => connections.answering(client as never);
    const wait = (ms: number): void => void (clock += ms);
    return { ended, connections, come, leave, ask, wait };
  };

  test('who comes beyond the bound of a network is refused, until one that was answered has gone, or as many as it had', () => {
    const { ended, connections, come, leave, ask } = begin();
    const [first] = Array.from({ length: BOUNDS.perNetwork }, () => come('192.0.2.1'));
    expect(come('192.0.2.1').isClosed).toBe(true);
    expect(come('192.0.2.2').isClosed).toBe(false);
    leave(ask(first as Client).aborted);
    expect(come('192.0.2.1').isClosed).toBe(false);
    expect(come('192.0.2.1').isClosed).toBe(true);
    expect([ended, connections.size]).toEqual([['refused', 'refused'], BOUNDS.perNetwork + 1]);
    for (let i = 0; i < BOUNDS.perNetwork; i += 1) leave();
    expect(come('192.0.2.1').isClosed).toBe(false);
  });

  test('one that closes before it asks is forgotten when the engine has certainly ended it', () => {
    const { come, leave, wait } = begin();
    for (let i = 0; i < BOUNDS.perNetwork; i += 1) come('192.0.2.2');
    for (let i = 0; i < BOUNDS.perNetwork; i += 1) come('192.0.2.1');
    leave();
    expect(come('192.0.2.1').isClosed).toBe(true);
    wait(80_000);
    expect(come('192.0.2.1').isClosed).toBe(false);
  });

  test('a network keeps idle connections up to half its bound, and beyond that an answer ends its connection', () => {
    const { ended, come, leave, ask } = begin();
    const kept = Array.from({ length: 20 }, () => {
      const keeps = ask(come('192.0.2.1')).answered();
      if (!keeps) leave();
      return keeps;
    });
    expect(kept.filter(Boolean)).toHaveLength(BOUNDS.perNetwork / 2);
    expect(new Set(ended)).toEqual(new Set(['idle']));
  });

  test('an idle one whose closing is nobody’s is forgotten when the engine has certainly ended it', () => {
    const { connections, come, leave, ask, wait } = begin();
    for (let i = 0; i < 2; i += 1) come('192.0.2.2');
    for (let i = 0; i < 2; i += 1) expect(ask(come('192.0.2.1')).answered()).toBe(true);
    leave();
    leave();
    expect(connections.size).toBe(2);
    expect(ask(come('192.0.2.1')).answered()).toBe(false);
    leave();
    wait(80_000);
    expect(ask(come('192.0.2.1')).answered()).toBe(true);
  });

  test('what is being answered is not forgotten, however long it takes', () => {
    const { come, ask, wait } = begin();
    for (let i = 0; i < BOUNDS.perNetwork; i += 1) ask(come('192.0.2.1'));
    wait(1_000_000);
    expect(come('192.0.2.1').isClosed).toBe(true);
  });

  test('what has become a WebSocket is no longer counted, and requests of Socket.IO’s leave nothing behind', () => {
    const { connections, come, leave } = begin();
    for (let i = 0; i < 20; i += 1) {
      connections.requested(come('192.0.2.1') as never);
      if (i % 2 === 0) connections.upgraded();
      else leave();
    }
    expect(connections.size).toBe(0);
    for (let i = 0; i < BOUNDS.perNetwork; i += 1) expect(come('192.0.2.1').isClosed).toBe(false);
  });

  test('a trusted proxy’s are counted, and bounded by nothing', () => {
    const { connections, come, ask } = begin();
    for (let i = 0; i < 50; i += 1) expect(ask(come(PROXY)).answered()).toBe(true);
    expect(connections.size).toBe(50);
  });
});
