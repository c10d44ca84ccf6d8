import { collectionTerms } from '../authority/calendar.ts';
import { returnsOf } from '../authority/returns.ts';
import { DeskCalendar } from '../desk/calendar.ts';
import { Alarms } from '../expiry/alarms.ts';
import { Lapser } from '../expiry/lapser.ts';
import { MissedCollections } from '../expiry/missed-collections.ts';
import { Openings } from '../expiry/openings.ts';
import { Sweep } from '../expiry/sweep.ts';
import type { Base } from './base.ts';
import type { Home, Store } from './store.ts';

export type Deadlines = ReturnType<typeof createDeadlines>;

/** Builds the deadlines of one pool: lapsing holds, last days, scheduled openings. The start handles those that fell due before. */
export const createDeadlines = (
  { config: { authority }, lifecycle, metrics, log }: Base,
  { redis, queue, store, clock }: Pick<Home, 'redis' | 'queue'> & Pick<Store, 'store' | 'clock'>,
) => {
  const returns = returnsOf(authority);
  const lapser = new Lapser(store, clock, returns, (lateness) => metrics.lapseLateness.took(lateness / 1_000));
  const openings = new Openings(store, clock, log);
  const alarms = new Alarms(authority.pool, queue, lapser, clock, log);
  const missed = new MissedCollections(authority.pool, queue, lapser, clock, log);
  const sweep = new Sweep([lapser, openings], log);
  const calendar = new DeskCalendar(redis, authority.timeZone);
  lifecycle.starts(() => Promise.all([lapser.run(), openings.run(), calendar.refresh()]));
  lifecycle.starts(() => Promise.all([alarms.start(), missed.start()]));
  lifecycle.starts(() => sweep.start());
  lifecycle.stops(() => Promise.all([sweep.stop(), openings.stop(), alarms.stop(), missed.stop()]));
  lifecycle.every(DeskCalendar.tickMs, function readCalendar() {
    return calendar.refresh();
  });
  return {
    returns,
    alarms,
    missed,
    calendar,
    /** Sets an alarm for a hold's deadline. */
    held: (deadline: number): void => void alarms.ensure(deadline),
    /** Sets a job for the instant by which a reserved number must be collected. */
    reserved: (collectBy: number): void => void missed.ensure(collectBy),
    /** The terms of a number that is reserved at an instant (DONE-1). */
    termsOf: (reservedAt: number) => collectionTerms(reservedAt, authority, calendar),
  };
};
