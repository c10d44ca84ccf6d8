import { Commands } from './commands.ts';
import type { Fault } from './fault.ts';
import { Final } from './final.ts';
import type { Line } from './format.ts';
import { People } from './people.ts';
import { Pictures } from './pictures.ts';
import { Replay } from './replay.ts';
import { Spans } from './spans.ts';
import { Versions } from './versions.ts';

type Parts = {
  readonly replay: Replay;
  readonly versions: Versions;
  readonly commands: Commands;
  readonly pictures: Pictures;
  readonly final: Final;
  readonly people: People;
};

/** The part of a history in which each kind of line stands; the parts follow one another. */
const PARTS: Readonly<Record<Line['line'], number>> = {
  pool: 0,
  person: 0,
  event: 1,
  asked: 2,
  told: 2,
  viewed: 2,
  left: 2,
  followed: 2,
  shown: 2,
  settled: 2,
  selection: 3,
  end: 3,
};

/** More faults than this add nothing: one broken promise often breaks everything that follows. */
const ENOUGH = 100;

/**
 * Reads a history line by line and finds what breaks a promise. The pool's line comes first, then its events, then what
 * clients and nodes wrote, each in its own order, then the end; `find` tells when it is over. Pure: it knows no clock,
 * no file and no store. Memory grows with the commands and events, some 500 bytes each.
 */
export class HistoryChecker {
  readonly #faults: Fault[] = [];
  #parts: Parts | undefined;
  #part = 0;
  #pool: string | undefined;
  #isWritten = false;

  /** How many commands were asked. */
  get operations(): number {
    return this.#parts?.commands.count ?? 0;
  }

  /** Notes that the history could not be read. */
  readonly notRead = (says: string): void => this.#report('HISTORY', says);

  take(line: Line): void {
    if (PARTS[line.line] < this.#part)
      return this.notRead(`a line “${line.line}” comes where it has no place any more`);
    this.#part = PARTS[line.line];
    if (line.line === 'pool') {
      if (this.#parts !== undefined) return this.notRead('the history has a second pool');
      this.#pool = line.pool;
      this.#isWritten = line.connections === 'written';
      const replay = new Replay(line, this.#report);
      const spans = new Spans(replay, line);
      const versions = new Versions(replay, this.#report);
      const parts = { replay, spans, versions, isWritten: this.#isWritten, report: this.#report };
      this.#parts = {
        replay,
        versions,
        commands: new Commands(parts),
        pictures: new Pictures(parts),
        final: new Final(replay, this.#report),
        people: new People(this.#report),
      };
      return;
    }
    if (this.#parts === undefined) return;
    const { replay, versions, commands, pictures, final, people } = this.#parts;
    if ('client' in line && 'selection' in line) people.checkOwn(line);
    if ('pool' in line && line.pool !== undefined && this.#pool !== undefined && line.pool !== this.#pool)
      this.#report('P10', `client ${line.client} wrote of pool ${line.pool} in a history of ${this.#pool}`);
    switch (line.line) {
      case 'person':
        return people.take(line);
      case 'event':
        return replay.apply(line);
      case 'asked':
        return commands.asked(line);
      case 'told':
        return commands.told(line);
      case 'viewed':
        return pictures.viewed(line);
      case 'left':
        commands.left(line);
        pictures.left(line);
        return versions.left(line);
      case 'followed':
        return pictures.followed(line);
      case 'shown':
        return pictures.shown(line);
      case 'settled':
        return pictures.settled(line);
      case 'selection':
        return final.selection(line);
      case 'end':
        if (this.#isWritten) versions.end(line.at ?? replay.at.at(-1) ?? 0);
        return final.end(line);
    }
  }

  /** The faults after all lines were read, the first ones first; at most 100. */
  find(): readonly Fault[] {
    if (this.#parts === undefined) this.notRead('a history begins with its pool, and this one has none');
    if (this.#parts !== undefined) {
      const { commands, pictures, final, people } = this.#parts;
      commands.end(people.owners);
      pictures.end();
      final.done();
    }
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
