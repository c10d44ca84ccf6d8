import { solve, type Work } from './solve.ts';

/** A worker, so that the page stays quick while it searches: takes one `Work`, answers with the number or null. */
addEventListener('message', (event: MessageEvent<Work>) => {
  postMessage(solve(event.data));
});
