// @ts-check
import { setTimeout as delay } from 'node:timers/promises';

/** How often the server is asked, in ms. */
const EVERY = 500;
/** How many checks in a row must find everyone connected and no new command. */
const QUIET_LOOKS = 4;
/** A line of progress comes with every so many checks. */
const TELL_EVERY = 10;

/**
 * Restarts our own server once, when all people are connected to it and no command has come for a while. Stops waiting
 * when the signal aborts. Rejects where the server does not open again.
 * @param {import('./own-server.mjs').OwnServer} server
 * @param {number} people
 * @param {AbortSignal} signal
 */
export const restartWhenQuiet = async (server, people, signal) => {
  let asked = -1;
  let quiet = 0;
  let look = 0;
  while (!signal.aborted) {
    const { connections, commands } = await figuresOf(server.url);
    if (look++ % TELL_EVERY === 0) console.log(`connected: ${connections} of ${people}; ${commands} commands so far`);
    quiet = connections >= people && commands === asked ? quiet + 1 : 0;
    if (quiet === QUIET_LOOKS) break;
    asked = commands;
    await delay(EVERY, undefined, { signal }).catch(() => undefined);
  }
  if (signal.aborted) return;
  console.log(`${people} people are connected: the server is killed`);
  const start = performance.now();
  await server.restart();
  console.log(`the server is open again after ${((performance.now() - start) / 1_000).toFixed(1)} s`);
};

/** @param {string} url */
const figuresOf = async (url) => {
  const text = await (await fetch(`${url}/metrics`)).text();
  /** @param {string} name all series of it, added up */
  const sum = (name) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].reduce(
      (all, [, value]) => all + Number(value),
      0,
    );
  return { connections: sum('xuanhao_connections'), commands: sum('xuanhao_commands_total') };
};
