/** A value that tells its listeners of changes; small enough to lift into any framework's signal. */
export type Readable<T> = {
  readonly get: () => T;
  /** Calls `listener` after every change, with the new value; returns how to stop. */
  readonly subscribe: (listener: (value: T) => void) => () => void;
};
export type Cell<T> = Readable<T> & { readonly set: (value: T) => void };

/** A cell that holds `initial`. Setting the same value again tells no listener. */
export const cell = <T>(initial: T): Cell<T> => {
  let value = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
