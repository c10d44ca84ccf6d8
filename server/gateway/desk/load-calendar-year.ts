import type { DeskCalendar } from '../../desk/calendar.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly calendar: Pick<DeskCalendar, 'load'> };

export const loadCalendarYear =
  ({ calendar }: Parts): DeskHandler<'loadCalendarYear'> =>
  (request) =>
    calendar.load(request);
