import { useApp } from './app-state.ts';

/** How to write an instant (ms) in the page's language and the authority's time zone; before the pool is known, in the browser's. */
export const useInstant = (): ((ms: number) => string) => {
  const { language, pool } = useApp();
  const timeZone = pool.value?.timeZone;
  return (ms) => language.texts.value.voucher.instant(ms, timeZone);
};
