import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type ServerProcess, startServer } from './support/server-process.ts';

/** A process that takes 1.5 s to close, and says what it does. */
const start = async (rest = ''): Promise<ServerProcess> => {
  const script = `
    import { onShutdown } from './server/shutdown.ts';
    onShutdown(async (error) => {
      console.log('closing', error === undefined ? 'as asked' : error.message);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      console.log('closed');
    });
    setInterval(() => undefined, 1000);
    console.log('ready');
    ${rest}`;
  const server = startServer([process.execPath, '--import', 'tsx', '--input-type=module', '-e', script], {});
  await server.says(/ready/);
  return server;
};

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s closes in order', async (signal) => {
  const server = await start();
  server.child.kill(signal);
  expect(await server.exit).toBe(0);
  expect(server.said()).toBe('ready\nclosing as asked\nclosed\n');
});

test('a Ctrl-C that npm passes on once more is one Ctrl-C', async () => {
  const server = await start();
  server.child.kill('SIGINT');
  await server.says(/closing/);
  server.child.kill('SIGINT');
  expect(await server.exit).toBe(0);
  expect(server.said()).toBe('ready\nclosing as asked\nclosed\n');
});

test('who asks again later is obeyed at once', async () => {
  const server = await start();
  server.child.kill('SIGINT');
  await server.says(/closing/);
  await delay(1_100);
  server.child.kill('SIGINT');
  expect(await server.exit).toBe(1);
  expect(server.said()).toBe('ready\nclosing as asked\n');
});

test.each([
  ['setTimeout(() => { throw new Error("oh"); }, 10);', 'closing oh'],
  ['Promise.reject(new Error("no"));', 'closing no'],
])('what nobody caught closes in order, with a status that is not zero: %s', async (rest, said) => {
  const server = await start(rest);
  expect(await server.exit).toBe(1);
  expect(server.said()).toBe(`ready\n${said}\nclosed\n`);
});
