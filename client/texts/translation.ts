/** The same texts in another language: a text that is missing, or that the original lacks, does not compile. */
export type Translation<T> = T extends string
  ? string
  : T extends (...args: infer Given) => string
    ? (...args: Given) => string
    : { readonly [Name in keyof T]: Translation<T[Name]> };
