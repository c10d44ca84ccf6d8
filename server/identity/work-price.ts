/** So many are free; from there on each wants work, and the more there were, the more. */
export type Priced = { readonly free: number };

/** The work of the dearest, in multiples of the cheapest: three seconds of a telephone, one of a computer. */
const DEAREST = 10;

/** How much work the next one of a count wants, as the most numbers to try; 0 where it is free. */
export const priceOf = (count: number, { free }: Priced, cheapest: number): number =>
  count < free ? 0 : Math.round(cheapest * Math.min(DEAREST, Math.max(1, count / Math.max(1, free))));

/** Whether a proof is enough, though the price has risen a little since its challenge was asked for. */
export const isPaid = (price: number, paid: number): boolean => paid * 4 >= price;
