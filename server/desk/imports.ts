import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import { PART_CHARACTERS } from '../../protocol/desk/commands/send-import-part.ts';
import type { ImportMoved } from '../../protocol/desk/pushes/import-moved.ts';
import type { ImportedRegister } from '../application-form/register.ts';
import type { AccountStore } from '../identity/account-store.ts';
import { importWords, unreadableWords } from './import-words.ts';
import { type Acted, acted, refused } from './result.ts';
import { VehicleImport } from './vehicle-import.ts';

/** Bytes of one part: base64 writes three as four characters. */
const PART_BYTES = (PART_CHARACTERS / 4) * 3;
/** The most bad rows in one answer. */
const PAGE = 50;

type Parts = {
  readonly register: ImportedRegister;
  readonly accounts: Pick<AccountStore, 'ownerOf'>;
  /** Called for every batch. */
  readonly moved: (moved: ImportMoved) => void;
};

/** The imports of one connection, one at a time (ELIG-2). */
export class Imports {
  readonly #parts: Parts;
  #present: { readonly run: VehicleImport; readonly fileName: string } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  begin({ fileName, format, encoding }: DeskRequestOf<'beginImport'>, now: number): Acted<DeskAnswerOf<'beginImport'>> {
    const noted = { subject: fileName };
    if (this.#present?.run.isRunning(now) === true) return refused('importRunning', noted);
    this.#present?.run.abandon();
    const { register, accounts, moved } = this.#parts;
    const run: VehicleImport = new VehicleImport(
      {
        format,
        ...(encoding === undefined ? {} : { encoding }),
        register,
        accounts,
        moved: (counts, bytes) => moved({ import: run.id, counts: { ...counts }, bytes }),
      },
      now,
    );
    this.#present = { run, fileName };
    const sizes = { partBytes: PART_BYTES, maxBytes: VehicleImport.MAX_BYTES };
    return acted({ outcome: 'begun', import: run.id, ...sizes }, noted);
  }

  async take(request: DeskRequestOf<'sendImportPart'>, now: number): Promise<Acted<DeskAnswerOf<'sendImportPart'>>> {
    const { run } = this.#find(request.import) ?? {};
    if (run === undefined) return refused('importUnknown');
    const taken = await run.add(request.part, Buffer.from(request.bytes, 'base64'), now);
    return taken === 'taken' ? acted({ outcome: taken }) : refused(taken);
  }

  async end(request: DeskRequestOf<'endImport'>): Promise<Acted<DeskAnswerOf<'endImport'>>> {
    const found = this.#find(request.import);
    if (found === undefined) return refused('importUnknown');
    const noted = { subject: found.fileName };
    const imported = await found.run.end(request.parts);
    if (typeof imported === 'string') return refused(imported, noted);
    const { outcome } = imported;
    if (outcome === 'empty') return acted({ outcome, words: importWords.empty }, { ...noted, after: { outcome } });
    if (outcome === 'columnsMissing') {
      const columns = imported.columns.map((column) => ({ ...column }));
      return acted({ outcome, columns, words: importWords.columnsMissing }, { ...noted, after: { outcome } });
    }
    if (outcome === 'unreadable') {
      const { what } = imported;
      return acted({ outcome, what, words: unreadableWords[what] }, { ...noted, after: { outcome, what } });
    }
    const counts = { ...imported.counts };
    return acted({ outcome, counts, inRegister: await this.#parts.register.size() }, { ...noted, after: counts });
  }

  badRows(request: DeskRequestOf<'readBadRows'>): Acted<DeskAnswerOf<'readBadRows'>> {
    const page = this.#find(request.import)?.run.badRows(request.from, PAGE);
    if (page === undefined) return refused('importUnknown');
    const rows = page.rows.map(({ line, problems }) => ({ line, problems: [...problems] }));
    return acted({ rows, total: page.total });
  }

  /** Abandons the present import: the connection has ended. */
  abandon(): void {
    this.#present?.run.abandon();
  }

  #find(id: string) {
    return this.#present?.run.id === id ? this.#present : undefined;
  }
}
