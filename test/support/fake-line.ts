import { EventEmitter } from 'node:events';
import type { Line } from '../../server/engine/line.ts';

/** A connection without a network: so much waits for its client. */
export class FakeLine extends EventEmitter {
  waiting = 0;
  readyState: 'open' | 'closing' | 'closed' = 'open';

  /** As an engine does it: the word goes out first, and who does not read it keeps the line closing. */
  close(): void {
    this.readyState = this.waiting === 0 ? 'closed' : 'closing';
  }

  get asLine(): Line {
    return this as unknown as Line;
  }
}

/** An engine that has only fake lines. */
export const fakeEngine = {
  waiting: (line: Line): number => (line as unknown as FakeLine).waiting,
  breakOff: (line: Line): void => {
    (line as unknown as FakeLine).readyState = 'closed';
  },
};
