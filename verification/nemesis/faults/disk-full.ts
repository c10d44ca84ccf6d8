import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { SmallDisk } from '../harm/small-disk.ts';
import { redisRounds } from '../redis-rounds.ts';

/** What is left of the disk when it becomes small, in bytes, at least and at most: some events' worth. */
const ROOM = { least: 4_096, most: 150_000 };
/** How long Redis may take to meet the end of it, in ms. */
const MEETS_IT_WITHIN = 15_000;
/** How long it is gone before there is room, in ms, at most. */
const GONE = 300;

/** The disk under Redis is full: it cannot write down what it would acknowledge, and ends. */
export const diskFull: Fault = {
  name: 'disk-full',
  what: "The disk with Redis's data fills up under load until Redis ends; there is room again, and it is started.",
  mustHold: 'Nothing acknowledged is lost; no half transition; service resumes when Redis is back.',
  rounds: { small: 5, reported: 50 },
  waits: true,
  play: async (play) => {
    const disk = await SmallDisk.open();
    if (!disk.isMounted)
      play.note('no disk can be mounted here; a limit on the size of files stands in for a full one');
    const stage = await play.stage({ nodes: 2, redis: { dir: disk.folder } });
    try {
      const { redis } = stage;
      const found = await redisRounds(stage, play, async ({ nth, choices, problems }) => {
        await disk.fill(ROOM.least + choices.pick(ROOM.most - ROOM.least), redis.pid, await growing(disk.folder));
        for (const end = performance.now() + MEETS_IT_WITHIN; redis.isAlive && performance.now() < end; )
          await delay(10);
        if (redis.isAlive) {
          problems.push(`round ${nth}: Redis went on for ${MEETS_IT_WITHIN / 1_000} s on a full disk`);
          await redis.kill9();
        }
        await delay(choices.pick(GONE));
        await disk.makeRoom();
        await redis.begin();
        return performance.now();
      });
      return {
        ...found,
        detail: { ...found.detail, mended: redis.mended, disk: disk.isMounted ? 'tmpfs' : 'limit on files' },
      };
    } finally {
      // Whether its history is kept is decided when the play is over.
      await stage.close(true);
      await disk.close();
    }
  },
};

/** The part of the append-only file that Redis writes to. */
const growing = async (folder: string): Promise<string> => {
  const parts = join(folder, 'appendonlydir');
  const last = (await readdir(parts)).find((name) => name.endsWith('.incr.aof'));
  if (last === undefined) throw new Error(`there is no append-only file in ${parts}`);
  return join(parts, last);
};
