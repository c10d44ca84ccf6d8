import { io as connectSocket, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_MESSAGE_BYTES } from '../../server/engine/socket-options.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const HOME = 'https://home.example';

describe.each(['uws', 'ws'] as const)('sockets on %s', (name) => {
  let at: TestEngine;
  const opened: Socket[] = [];

  beforeAll(async () => {
    at = await openTestEngine(name, { allowOrigin: (origin, host) => origin === HOME || origin === `http://${host}` });
    at.engine.io.on('connection', (socket) => {
      socket.on('echo', (said: unknown, ack: (answer: unknown) => void) => ack(said));
    });
  });
  afterAll(async () => {
    for (const socket of opened) socket.disconnect();
    await at.stop();
  });

  const open = (options: { origin?: string; transports?: string[] } = {}): Socket => {
    const socket = connectSocket(at.url, {
      transports: options.transports ?? ['websocket'],
      reconnection: false,
      forceNew: true,
      ...(options.origin === undefined ? {} : { extraHeaders: { origin: options.origin } }),
    });
    opened.push(socket);
    return socket;
  };
  const outcome = (socket: Socket): Promise<'connected' | 'refused'> =>
    new Promise((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', () => resolve('refused'));
    });

  test('the engine says its name and why it runs', () => {
    expect(at.engine.name).toBe(name);
    expect(at.engine.why).toMatch(
      name === 'uws' ? /^(as installed|relinked for a glibc older than 2\.38)$/ : /^asked for/,
    );
  });

  test('a message is acknowledged', async () => {
    const socket = open();
    expect(await outcome(socket)).toBe('connected');
    expect(await socket.emitWithAck('echo', { plate: '号' })).toEqual({ plate: '号' });
  });

  test('SAFE-3 only known Origins connect; who sends none is no browser', async () => {
    expect(await outcome(open({ origin: 'https://evil.example' }))).toBe('refused');
    expect(await outcome(open({ origin: 'null' }))).toBe('refused');
    expect(await outcome(open({ origin: HOME }))).toBe('connected');
    expect(await outcome(open({ origin: at.url }))).toBe('connected');
    expect(await outcome(open())).toBe('connected');
  });

  test('SAFE-3 long polling is refused', async () => {
    expect(await outcome(open({ transports: ['polling'] }))).toBe('refused');
    const response = await fetch(`${at.url}/socket.io/?EIO=4&transport=polling`);
    expect(response.status).toBe(400);
  });

  test.each([MAX_MESSAGE_BYTES, 1_000_000])(
    'SAFE-3 a message of %d bytes and more ends only its own socket',
    async (size) => {
      const [greedy, neighbour] = [open(), open()];
      expect(await Promise.all([outcome(greedy), outcome(neighbour)])).toEqual(['connected', 'connected']);
      const gone = new Promise((resolve) => greedy.once('disconnect', resolve));
      greedy.emit('echo', 'x'.repeat(size));
      await gone;
      expect(await neighbour.emitWithAck('echo', 1)).toBe(1);
    },
  );

  test('SAFE-3 a thousand hostile handshakes leave the server answering', async () => {
    const paths = [
      '?EIO=4&transport=websocket&sid=__proto__',
      '?transport=websocket',
      '?EIO=9&transport=constructor',
      '?EIO=4&transport=websocket',
    ];
    const statuses = new Set<number>();
    for (let i = 0; i < 250; i++) {
      const answers = await Promise.all(
        paths.map((path) => fetch(`${at.url}/socket.io/${path}`, { method: i % 2 ? 'GET' : 'POST' })),
      );
      for (const answer of answers) {
        statuses.add(answer.status);
        await answer.text();
      }
    }
    expect([...statuses]).toEqual([400]);
    const socket = open();
    expect(await outcome(socket)).toBe('connected');
  });
});
