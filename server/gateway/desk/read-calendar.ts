import type { DeskCalendar } from '../../desk/calendar.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly calendar: Pick<DeskCalendar, 'read'> };

export const readCalendar =
  ({ calendar }: Parts): DeskHandler<'readCalendar'> =>
  (_, { now }) =>
    calendar.read(now);
