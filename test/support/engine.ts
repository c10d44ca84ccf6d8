import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Engine, type EngineOptions, openEngine } from '../../server/engine/engine.ts';
import { Peers } from '../../server/engine/peers.ts';

export type TestEngine = {
  readonly engine: Engine;
  readonly port: number;
  readonly url: string;
  readonly stop: () => Promise<void>;
};

type Options = Partial<EngineOptions> & { readonly host?: string; readonly port?: number };

/** Opens an engine on a free port of 127.0.0.1; by default it allows every Origin and finds no page. */
export const openTestEngine = async (wanted: 'uws' | 'ws', options: Options = {}): Promise<TestEngine> => {
  const { host = '127.0.0.1', port = 0, ...engineOptions } = options;
  const cacheDir = await mkdtemp(join(tmpdir(), 'xuanhao-engine-'));
  const engine = await openEngine({
    wanted,
    cacheDir,
    fetch: async () => new Response('nothing here', { status: 404 }),
    allowOrigin: () => true,
    peers: new Peers({ tls: options.tls !== undefined }),
    log: pino({ level: 'silent' }),
    ...engineOptions,
  });
  const stop = async (): Promise<void> => {
    await engine.close();
    await rm(cacheDir, { recursive: true, force: true });
  };
  try {
    const bound = await engine.listen(host, port);
    return { engine, port: bound, url: `${options.tls ? 'https' : 'http'}://${host}:${bound}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
