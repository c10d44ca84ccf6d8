/** The first `free` attempts need no work; later ones need more and more. */
export type Priced = { readonly free: number };

/** The most work, in multiples of the least: three seconds of a telephone, one of a computer. */
const DEAREST = 10;

/** The work of the next attempt after `count`, as the most numbers to try; 0 if it is free. */
export const priceOf = (count: number, { free }: Priced, cheapest: number): number =>
  count < free ? 0 : Math.round(cheapest * Math.min(DEAREST, Math.max(1, count / Math.max(1, free))));

/** Whether a proof is enough; the price may have risen up to fourfold since the challenge was issued. */
export const isPaid = (price: number, paid: number): boolean => paid * 4 >= price;
