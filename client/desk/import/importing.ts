import { type ReadonlySignal, signal } from '@preact/signals';
import type { DeskClient } from '../desk-client.ts';
import { type Encoding, type Ended, sendFile } from './send-file.ts';

type ImportState =
  | { readonly stage: 'none' }
  | { readonly stage: 'sending'; readonly share: number; readonly import: string | null }
  | { readonly stage: 'ended'; readonly ended: Ended | { readonly how: 'unreadable' } };

export type Importing = {
  /** The state of the one import at a time. */
  readonly state: ReadonlySignal<ImportState>;
  readonly start: (file: File, encoding: Encoding | null) => void;
  readonly stop: () => void;
  readonly forget: () => void;
};

/** Runs an import, which goes on while other pages are shown; leaving the desk ends it. */
export const createImporting = (client: DeskClient): Importing => {
  const state = signal<ImportState>({ stage: 'none' });
  let running: AbortController | null = null;

  const run = async (file: File, encoding: Encoding | null): Promise<void> => {
    const mine = new AbortController();
    running = mine;
    state.value = { stage: 'sending', share: 0, import: null };
    const onSent = (share: number, importId: string): void => {
      if (running === mine) state.value = { stage: 'sending', share, import: importId };
    };
    const ended = await sendFile(client, file, { encoding, onSent, stop: mine.signal }).catch(() => {
      // The file has disappeared or changed since it was chosen.
      client.startAfresh();
      return { how: 'unreadable' } as const;
    });
    if (running !== mine) return;
    running = null;
    state.value = { stage: 'ended', ended };
  };
  return {
    state,
    start: (file, encoding) => {
      if (running === null) void run(file, encoding);
    },
    stop: () => running?.abort(),
    forget: () => {
      running?.abort();
      running = null;
      state.value = { stage: 'none' };
    },
  };
};
