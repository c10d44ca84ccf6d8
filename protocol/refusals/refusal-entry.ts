/** One refusal of the catalogue. */
export type Entry = {
  /** In which case it is told; for the documents. */
  readonly when: string;
  readonly retry: 'now' | 'later' | 'after-change' | 'never';
  readonly zh: string;
  readonly en: string;
};
