/** The browser's memory for the page. It may lose everything: storage may be full, or forbidden. */
export type Memory = {
  readonly read: (key: string) => string | null;
  readonly write: (key: string, value: string) => void;
};

/** A memory in `localStorage` or `sessionStorage`; `storage` is a function because merely naming one may throw. */
export const memoryIn = (storage: () => Storage): Memory => ({
  read: (key) => {
    try {
      return storage().getItem(`xuanhao.${key}`);
    } catch {
      return null;
    }
  },
  write: (key, value) => {
    try {
      storage().setItem(`xuanhao.${key}`, value);
    } catch {
      // The page works without; only a refresh will not find it again.
    }
  },
});
