import { Commands } from './commands.ts';
import type { Fault } from './fault.ts';
import { Final } from './final.ts';
import type { Line } from './format.ts';
import { Pictures } from './pictures.ts';
import { Replay } from './replay.ts';
import { checkSettled } from './settled.ts';

type Parts = {
  readonly replay: Replay;
  readonly commands: Commands;
  readonly pictures: Pictures;
  readonly final: Final;
};

/** More faults than this say nothing more: one broken promise often breaks all that follows. */
const ENOUGH = 100;

/**
 * Reads a history line by line and finds what breaks a promise. The pool's line comes first, then its events, then what
 * clients and nodes wrote, each in its own order, then the end; `find` tells when it is over. Pure: it knows no clock,
 * no file and no store. Memory grows with the commands and events, some 500 bytes each.
 */
export class HistoryChecker {
  readonly #faults: Fault[] = [];
  #parts: Parts | undefined;

  /** How many commands were asked. */
  get operations(): number {
    return this.#parts?.commands.count ?? 0;
  }

  take(line: Line): void {
    if (line.line === 'pool') {
      const replay = new Replay(line, this.#report);
      this.#parts = {
        replay,
        commands: new Commands(replay, this.#report),
        pictures: new Pictures(replay, this.#report),
        final: new Final(replay, this.#report),
      };
      return;
    }
    if (this.#parts === undefined) throw new Error('a history begins with its pool');
    const { replay, commands, pictures, final } = this.#parts;
    switch (line.line) {
      case 'event':
        return replay.apply(line);
      case 'asked':
        return commands.asked(line);
      case 'told':
        return commands.told(line);
      case 'viewed':
        return pictures.viewed(line);
      case 'followed':
        return pictures.followed(line);
      case 'shown':
        return pictures.shown(line);
      case 'settled':
        return checkSettled(line, replay.numbers, this.#report);
      case 'selection':
        return final.selection(line);
      case 'end':
        return final.end(line);
    }
  }

  /** Everything was read: the faults, the first ones first; at most 100. */
  find(): readonly Fault[] {
    this.#parts?.commands.end();
    this.#parts?.final.done();
    return this.#faults;
  }

  readonly #report = (promise: string, says: string): void => {
    if (this.#faults.length < ENOUGH) this.#faults.push({ promise, says });
  };
}

/** The faults of a history that is in memory. */
export const faultsOf = (lines: Iterable<Line>): readonly Fault[] => {
  const checker = new HistoryChecker();
  for (const line of lines) checker.take(line);
  return checker.find();
};
