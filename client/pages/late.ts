import { type ReadonlySignal, signal } from '@preact/signals';

/** A part of the pages that is loaded after them. */
export type Late<T> = {
  /** Null until it is here. */
  readonly part: ReadonlySignal<T | null>;
  /** It could not be loaded; `load` tries again. */
  readonly missing: ReadonlySignal<boolean>;
  /** Loads it unless it is here or under way; resolves once it is here or missing. */
  readonly load: () => Promise<void>;
};

/** The pauses before it is tried again, in ms. */
const PAUSES = [500, 2_000, 5_000];

/** Tries a few times by itself, and again whenever the network is back. */
export const late = <T>(importPart: () => Promise<T>): Late<T> => {
  const part = signal<T | null>(null);
  const missing = signal(false);
  let loading: Promise<void> | null = null;
  const attempt = async (): Promise<void> => {
    for (let tried = 0; part.peek() === null; tried += 1) {
      try {
        part.value = await importPart();
        missing.value = false;
      } catch {
        const pause = PAUSES[tried];
        if (pause === undefined) break;
        await new Promise((resume) => setTimeout(resume, pause));
      }
    }
    missing.value = part.peek() === null;
    loading = null;
  };
  const load = (): Promise<void> => {
    loading ??= attempt();
    return loading;
  };
  addEventListener('online', () => {
    if (missing.peek()) void load();
  });
  return { part, missing, load };
};
