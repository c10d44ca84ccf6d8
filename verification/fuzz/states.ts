import { pino } from 'pino';
import { openRedisClient } from '../../server/redis/client.ts';
import { table } from '../../test/selection/transition-table.ts';
import { DeskWorker } from '../actors/desk-worker.ts';
import { inLanes } from '../actors/lanes.ts';
import { Cells, type Row } from './cells.ts';
import { type Moment, moments } from './moments.ts';
import type { Part } from './part.ts';

/** Every command at every state of a selection, over real sockets. */
export const states: Part = {
  name: 'states',
  what: 'every command in every state of a selection, with its own hold and another’s, against the machine’s table',
  counts: { small: 1, full: 1 },
  pace: 1,
  acts: true,
  play: async ({ target, tally }) => {
    if (target.inside === null) return tally.count('left out: it needs a server of its own');
    const redis = await openRedisClient({
      target: target.inside.redis,
      role: 'commands',
      log: pino({ level: 'silent' }),
    });
    // The desk's allowance is a person's: the rows are shared out.
    const desks = await Promise.all(Array.from({ length: LANES }, () => DeskWorker.arrive(target.url, 'demo-manager')));
    let arrived = FIRST;
    const next = () => {
      arrived += 1;
      const serial = String(arrived).padStart(4, '0');
      return {
        userName: `demo${arrived}`,
        plate: `${serial.slice(1, 3)}B${LETTERS[arrived % LETTERS.length] ?? 'C'}${serial.slice(3)}`,
      };
    };
    const rows = Object.entries(table).flatMap(([stage, row]) =>
      Object.entries<Row>(row).map(([moment, cells]) => ({
        state: `${stage} ${moment}`,
        cells,
        moment: momentOf(stage, moment),
      })),
    );
    try {
      await inLanes({ count: rows.length, lanes: LANES }, async (nth) => {
        const { state, cells, moment } = rows[nth] as (typeof rows)[number];
        const desk = desks[nth % LANES] as DeskWorker;
        await new Cells({ target, redis, desk, tally, next }, state, moment, cells).play();
      });
    } finally {
      for (const desk of desks) desk.leave();
      redis.destroy();
    }
  },
};

const LANES = 4;
/** The demo applicants after this one are this part's. */
const FIRST = 60;
const LETTERS = 'CDEFGH';

const momentOf = (stage: string, moment: string): Moment => {
  const found = (moments as Readonly<Record<string, Readonly<Record<string, Moment>>>>)[stage]?.[moment];
  if (found === undefined) throw new Error(`there is no way to ${stage} ${moment}`);
  return found;
};
