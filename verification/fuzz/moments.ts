import { serial } from '../../protocol/plate.ts';
import type { Stage } from '../../protocol/selection-view.ts';
import type { states } from '../../test/selection/states.ts';
import type { Applicant } from '../actors/applicant.ts';
import type { DeskWorker } from '../actors/desk-worker.ts';

/** A selection's record, as the store keeps it. */
export type StoredRecord = Record<string, unknown> & { readonly deadline?: number };

/** How an applicant comes to a state: by commands, and then by an edit of the record, for states that take too long. */
export type Moment = {
  readonly walk: (me: Applicant, plate: string, desk: DeskWorker) => Promise<unknown>;
  /** The edit of the record that the walk left; `now` in ms. */
  readonly edit?: (record: StoredRecord, now: number) => StoredRecord;
};

const LONG = 86_400_000;
const enter = (me: Applicant): Promise<unknown> => me.readyToVerify();
const hold = (me: Applicant, plate: string): Promise<unknown> => me.hold(plate);
const confirm = async (me: Applicant, plate: string): Promise<void> => {
  await me.hold(plate);
  await me.confirm();
};
const askCode = async (me: Applicant, plate: string): Promise<void> => {
  await confirm(me, plate);
  await me.receiveCode();
};
const reserve = async (me: Applicant, plate: string): Promise<void> => {
  await confirm(me, plate);
  await me.finish();
};
const draw = async (me: Applicant): Promise<void> => {
  await me.readyToVerify();
  await me.draw();
};
const collect = async (me: Applicant, plate: string, desk: DeskWorker): Promise<void> => {
  await reserve(me, plate);
  await desk.does('collectVoucher', { selection: me.view.id, plate: serial.parse(plate) });
};
const due = (record: StoredRecord, now: number): StoredRecord => ({ ...record, deadline: now - 1 });
const code = (record: StoredRecord, facts: object): StoredRecord => ({
  ...record,
  code: { ...(record['code'] as object), ...facts },
});

/** A way to every state of the machine's table: a new one does not compile until there is a way to it. */
export const moments: { readonly [S in Stage]: { readonly [M in keyof (typeof states)[S]]: Moment } } = {
  choosing: {
    fresh: { walk: async () => undefined },
    entered: { walk: enter },
    coolingDown: { walk: enter, edit: (record, now) => ({ ...record, verifyFrom: now + LONG }) },
    withoutTries: { walk: enter, edit: (record) => ({ ...record, triesLeft: 0 }) },
    withoutDraws: { walk: enter, edit: (record) => ({ ...record, drawsLeft: 0 }) },
  },
  holding: { live: { walk: hold }, due: { walk: hold, edit: due } },
  picking: { live: { walk: draw }, due: { walk: draw, edit: due } },
  confirming: {
    withoutCode: { walk: confirm },
    liveCode: { walk: askCode },
    deadCode: { walk: askCode, edit: (record) => code(record, { entriesLeft: 0 }) },
    expiredCode: { walk: askCode, edit: (record, now) => code(record, { expiresAt: now - 1, resendFrom: now - 1 }) },
    lastCode: { walk: askCode, edit: (record, now) => code(record, { sent: 3, resendFrom: now - 1 }) },
    due: { walk: askCode, edit: due },
  },
  reserved: {
    live: { walk: reserve },
    missed: { walk: reserve, edit: (record, now) => ({ ...record, collectBy: now - 1, bannedUntil: now + LONG }) },
    afterBan: { walk: reserve, edit: (record, now) => ({ ...record, collectBy: now - 2, bannedUntil: now - 1 }) },
  },
  registered: { done: { walk: collect } },
  missed: {
    banned: {
      walk: reserve,
      edit: (record, now) => ({ ...record, stage: 'missed', bannedUntil: now + LONG }),
    },
  },
};
