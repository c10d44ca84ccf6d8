import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Memory } from './memory.ts';

type LanguageCode = 'zh' | 'en';

export type Language<T> = {
  readonly code: ReadonlySignal<LanguageCode>;
  readonly texts: ReadonlySignal<T>;
  readonly change: () => void;
};

/** Chinese until someone asks for English; the choice is remembered, and marked on the document for screen readers. */
export const createLanguage = <T extends { readonly htmlLang: string }>(
  memory: Memory,
  catalogues: Readonly<Record<LanguageCode, T>>,
): Language<T> => {
  const code = signal<LanguageCode>(memory.read('language') === 'en' ? 'en' : 'zh');
  const texts = computed(() => catalogues[code.value]);
  effect(() => {
    document.documentElement.lang = texts.value.htmlLang;
  });
  return {
    code,
    texts,
    change: () => {
      code.value = code.value === 'zh' ? 'en' : 'zh';
      memory.write('language', code.value);
    },
  };
};
