import { describe, expect, test } from 'vitest';
import { openTestEngine } from '../support/engine.ts';

describe.each(['uws', 'ws'] as const)('the port of %s', (name) => {
  test.each(['uws', 'ws'] as const)('a port that %s has taken is refused in one line, not shared', async (other) => {
    const { port, stop } = await openTestEngine(other);
    await expect(openTestEngine(name, { port })).rejects.toThrow(`port ${port} is already in use`);
    await stop();
  });

  test('an address of another machine is refused in one line', async () => {
    await expect(openTestEngine(name, { host: '192.0.2.1' })).rejects.toThrow(
      'this machine has no address 192.0.2.1 to listen on',
    );
  });

  test('a port is free again after closing, though it has just been used', async () => {
    const first = await openTestEngine(name);
    await (await fetch(first.url)).text();
    await first.stop();
    const second = await openTestEngine(name, { port: first.port });
    expect(second.port).toBe(first.port);
    await second.stop();
  });
});
