import { EventEmitter } from 'node:events';
import type { ClientConnection } from '../../server/engine/client-connection.ts';

/** A connection without a network: so much waits for its client. */
export class FakeLine extends EventEmitter {
  waiting = 0;
  readyState: 'open' | 'closing' | 'closed' = 'open';

  /** As an engine does it: the word goes out first, and who does not read it keeps the line closing. */
  close(): void {
    this.readyState = this.waiting === 0 ? 'closed' : 'closing';
  }

  get asLine(): ClientConnection {
    return this as unknown as ClientConnection;
  }
}

/** An engine that has only fake lines. */
export const fakeEngine = {
  waiting: (line: ClientConnection): number => (line as unknown as FakeLine).waiting,
  breakOff: (line: ClientConnection): void => {
    (line as unknown as FakeLine).readyState = 'closed';
  },
};
