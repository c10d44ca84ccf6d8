import type { DemoAccounts } from '../../../protocol/http/demo-accounts.ts';

/**
 * One of the demo accounts `first` … `last`, which differ in the number at their end only, written as long as the
 * first's. `random` is at least 0 and below 1.
 */
export const demoName = ({ first, last }: Pick<DemoAccounts, 'first' | 'last'>, random: number): string => {
  const from = /\d+$/.exec(first)?.[0] ?? '';
  const to = /\d+$/.exec(last)?.[0] ?? '';
  if (from === '' || to === '') return first;
  const span = Number(to) - Number(from) + 1;
  const number = Number(from) + Math.floor(random * span);
  return first.slice(0, first.length - from.length) + String(number).padStart(from.length, '0');
};

/** The user names of the demo's newcomers: those with one vehicle, or the organisations, which have several. */
export const newcomersOf = ({ newcomers = [] }: DemoAccounts, kind: 'newcomer' | 'organisation'): string[] =>
  newcomers
    .filter(({ vehicles }) => (kind === 'organisation' ? vehicles.length > 1 : vehicles.length === 1))
    .map(({ userName }) => userName);
