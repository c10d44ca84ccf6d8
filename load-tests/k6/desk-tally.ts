import http from 'k6/http';
import type { DeskCounters } from '../../protocol/desk/counters.ts';
import { plan } from './plan.ts';
import { SocketIo } from './socket-io.ts';

/** The counters come every second, and count anew every 10 s; in ms. */
const TIMEOUT_MS = 30_000;

/** The numbers by their states, counted after now, as a demo manager sees them; null where there is no demo desk. */
export const deskTally = (): Promise<DeskCounters['pool'] | null> => {
  const demo = http.get(`${plan.url}/api/desk/demo`, { tags: { name: '/api/desk/demo' } });
  if (demo.status !== 200) return Promise.resolve(null);
  const { manager, passPhrase } = JSON.parse(demo.body ?? '') as { manager: string; passPhrase: string };
  const body = JSON.stringify({ userName: manager, passPhrase, tokenIn: 'body' });
  const [session] = http.batch([
    ['POST', `${plan.url}/api/desk/session`, body, { tags: { name: '/api/desk/session' } }],
  ]);
  const { token } = JSON.parse(session?.body ?? '{}') as { token?: string };
  const began = Date.now();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => socket.close(), TIMEOUT_MS);
    let since: number | null = null;
    const look = ({ now, pool }: DeskCounters): void => {
      // By the server's clock, which may not be ours.
      since ??= now - (Date.now() - began);
      if (pool.talliedAt <= since) return;
      clearTimeout(late);
      resolve(pool);
      socket.close();
    };
    const socket = new SocketIo(
      plan.url,
      '/desk',
      { token },
      {
        listensTo: (name) => name === 'deskWelcome' || name === 'countersMoved',
        push: (name, said) => {
          if (name === 'deskWelcome') look((said as { counters: DeskCounters }).counters);
          if (name === 'countersMoved') look(said as DeskCounters);
        },
        end: (why) => reject(new Error(`the desk's counters did not come: ${why}`)),
      },
    );
  });
};
