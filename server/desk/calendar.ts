import { z } from 'zod';
import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import { problemOf } from '../../protocol/form-problems.ts';
import { builtInYear, type CalendarYear, calendarFaults, isBuiltIn, type LoadedYears } from '../authority/calendar.ts';
import type { RedisClient } from '../redis/client.ts';
import { dayAt } from './clock-words.ts';
import { deskKeys } from './keys.ts';
import { type Acted, acted, refused } from './result.ts';

const kept = z
  .object({ holidays: z.array(z.string()), makeUpDays: z.array(z.string()) })
  .transform((year): CalendarYear => ({ holidays: new Set(year.holidays), makeUpDays: new Set(year.makeUpDays) }));

/** How far ahead a reservation made now may reach: the year of its end should be loaded. */
const AHEAD_MS = 60 * 24 * 3_600_000;

/**
 * The years of the working-day calendar that managers have loaded (DONE-1). Each node keeps them in memory and reloads
 * them from time to time, so that a year loaded at another node counts here within `tickMs`.
 */
export class DeskCalendar implements LoadedYears {
  static readonly tickMs = 30_000;

  readonly #redis: RedisClient;
  readonly #timeZone: string;
  #years: ReadonlyMap<number, CalendarYear> = new Map();

  constructor(redis: RedisClient, timeZone: string) {
    this.#redis = redis;
    this.#timeZone = timeZone;
  }

  readonly yearOf = (year: number): CalendarYear | undefined => this.#years.get(year);

  /** Reloads the years loaded at any node. */
  async refresh(): Promise<void> {
    const years = Object.entries(await this.#redis.hGetAll(deskKeys.calendar));
    this.#years = new Map(years.map(([year, text]) => [Number(year), kept.parse(JSON.parse(text))]));
  }

  /** Years that a reservation made now may reach and that are not loaded: last days in them are provisional. */
  missing(now: number): number[] {
    const years = [now, now + AHEAD_MS].map((instant) => Number(dayAt(instant, this.#timeZone).slice(0, 4)));
    return [...new Set(years)].filter((year) => !this.#years.has(year) && !isBuiltIn(year));
  }

  async read(now: number): Promise<Acted<DeskAnswerOf<'readCalendar'>>> {
    await this.refresh();
    const present = Number(dayAt(now, this.#timeZone).slice(0, 4));
    const around = [present - 1, present, present + 1].filter((year) => !this.#years.has(year) && isBuiltIn(year));
    const years = [
      ...around.map((year) => ({ year, source: 'builtIn' as const, ...listed(builtInYear(year)) })),
      ...[...this.#years].map(([year, days]) => ({ year, source: 'loaded' as const, ...listed(days) })),
    ];
    return acted({ years: years.toSorted((a, b) => a.year - b.year), missing: this.missing(now) });
  }

  /** Loads a year and replaces an earlier version of it. */
  async load({
    year,
    holidays,
    makeUpDays,
  }: DeskRequestOf<'loadCalendarYear'>): Promise<Acted<DeskAnswerOf<'loadCalendarYear'>>> {
    const subject = String(year);
    const days = { holidays: new Set(holidays), makeUpDays: new Set(makeUpDays) };
    const faults = calendarFaults(year, days);
    if (faults.length > 0) {
      const problems = faults.map((part) => problemOf(part, part === 'holidays' ? 'holidaysWrong' : 'makeUpDaysWrong'));
      return refused('calendarWrong', { subject }, problems);
    }
    await this.refresh();
    const before = this.#years.get(year);
    await this.#redis.hSet(deskKeys.calendar, subject, JSON.stringify(listed(days)));
    await this.refresh();
    const was = before === undefined ? undefined : listed(before);
    return acted({ outcome: 'loaded', year }, { subject, before: was, after: listed(days) });
  }
}

const listed = ({ holidays, makeUpDays }: CalendarYear) => ({
  holidays: [...holidays].toSorted(),
  makeUpDays: [...makeUpDays].toSorted(),
});
