import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Texts } from '../texts/catalogue.ts';
import { en } from '../texts/en.ts';
import { zh } from '../texts/zh.ts';
import type { Memory } from './memory.ts';

type LanguageCode = 'zh' | 'en';
const catalogues: Readonly<Record<LanguageCode, Texts>> = { zh, en };

export type Language = {
  readonly code: ReadonlySignal<LanguageCode>;
  readonly texts: ReadonlySignal<Texts>;
  readonly change: () => void;
};

/** Chinese until someone asks for English; the choice is remembered, and marked on the document for screen readers. */
export const createLanguage = (memory: Memory): Language => {
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
