import { z } from 'zod';
import { blockId } from '../../protocol/ids.ts';

/**
 * The format of a history: JSON lines in the `.jsonl` files of one folder, each line one of those below. `pool.jsonl`
 * holds the first line, `events.jsonl` the pool's event stream, `final.jsonl` what was there when everybody had gone;
 * every other file is what one client or node wrote, in its own order. Numbers are addresses where the store speaks
 * and plates where people do. All instants are ms by the store's clock.
 */

/** The number of this format: 2 since refusals carry what they are judged by. */
export const FORMAT = 2;

const instant = z.number();
const count = z.int().min(0);
const name = z.string().min(1);
const addresses = z.array(count);

/** What the authority promised, and the pool before its first event. */
const pool = z.object({
  line: z.literal('pool'),
  /** Of this format; absent in histories from before it was numbered, which are read as they were. */
  format: z.literal(FORMAT, { error: `this is a history of another format than ${FORMAT}` }).optional(),
  /** Which pool this is a history of. Lines that name another are a fault. */
  pool: name.optional(),
  /**
   * `written` where clients write a line `left` whenever a connection of theirs has ended: then each command is answered
   * or its client has left, and whoever is there in the end was shown the end. Absent: not looked at.
   */
  connections: z.literal('written').optional(),
  settings: z.object({
    tries: count,
    draws: count,
    drawSize: count,
    /** In ms, each. */
    verifyInterval: z.number(),
    hold: z.number(),
    drawHold: z.number(),
    confirm: z.number(),
    /** When choosing is open, `from <= now < until`; null for always. Absent: not looked at. */
    open: z
      .array(z.object({ from: instant, until: instant }))
      .nullable()
      .optional(),
    /** In ms: how long a captcha is good for. Absent: whether one is older than an opening is not looked at. */
    captchaLife: z.number().optional(),
    /** In ms: the longest delay after which numbers that are given back are free again. Absent: not looked at. */
    returnWithin: z.number().optional(),
    /** In ms: the shortest such delay. Absent: none. */
    returnAfter: z.number().optional(),
    /**
     * In ms: how long after its time a lapse, a miss or a return may be noticed, and how late a view may still show what
     * is over. Null where nodes may all be down for as long as they like; absent: two minutes.
     */
    noticeWithin: z.number().nullable().optional(),
    /**
     * In ms: how long a reserved number can be collected, at least and at most, and for how long its owner is banned
     * after that, at least. `timeZone`: where its last day ends. Absent: not looked at.
     */
    collection: z.object({ least: z.number(), most: z.number(), ban: z.number(), timeZone: z.string() }).optional(),
    /**
     * In ms, and how often one may be wrong. `perHold`: how many are sent for one hold; `perDay` and `perMinute`: how
     * many to one owner in 24 hours and to all in a minute, where no others are sent than those of the history.
     * Absent: not looked at, each.
     */
    code: z
      .object({
        life: z.number(),
        resend: z.number(),
        entries: count,
        perHold: count.optional(),
        perDay: count.optional(),
        perMinute: count.optional(),
      })
      .optional(),
    /** How many commands one client may send at once, and from then on in a second. Absent: not looked at. */
    allowance: z.object({ atOnce: count, aSecond: z.number() }).optional(),
  }),
  /** How far, in ms, the instants at which clients say that they asked and were told may be from the store's clock. */
  uncertainty: z.number().optional(),
  /** Redis lost keys on the way, or cleared them away by a clock that was set: captchas may be gone before their end. */
  captchas: z.literal('lost').optional(),
  /** `moved` where somebody set the store's clock: then events may go back in time. Absent: nobody did. */
  clock: z.enum(['steady', 'moved']).optional(),
  /** Every block that an event opens, in opening order, and what is withheld of it from the first. */
  blocks: z.array(
    z.object({
      id: blockId,
      name: z.object({ zh: z.string(), en: z.string() }),
      positions: z.array(z.string()),
      base: count,
      withheld: addresses,
    }),
  ),
});

const hold = z.object({ token: name, numbers: addresses, deadline: instant });
/** The facts of a record that can be held against the events. */
const record = z.object({
  stage: z.enum(['choosing', 'holding', 'picking', 'confirming', 'reserved', 'registered']),
  triesLeft: z.int(),
  drawsLeft: z.int(),
  verifyFrom: instant.nullable(),
  plate: z.string().optional(),
  deadline: instant.optional(),
  collectBy: instant.optional(),
  bannedUntil: instant.optional(),
  lastDay: z.string().optional(),
  code: z
    .object({
      sentAt: instant.nullable().optional(),
      expiresAt: instant,
      resendFrom: instant.optional(),
      entriesLeft: z.int(),
      sent: z.int().optional(),
    })
    .optional(),
});

/** One event of the pool's stream, as read back. */
const event = z.object({
  line: z.literal('event'),
  offset: count,
  at: instant,
  type: z.enum([
    'blockOpened',
    'plateHeld',
    'tryUsed',
    'platesDrawn',
    'plateConfirmed',
    'holdReleased',
    'holdLapsed',
    'plateReserved',
    'plateRegistered',
    'collectionMissed',
    'numbersReturned',
    'numbersWithheld',
    'numbersUnwithheld',
    'selectionNoted',
  ]),
  taken: addresses,
  freed: addresses,
  block: name.optional(),
  selection: name.optional(),
  /** The epoch that it belongs to; a history is of one. */
  epoch: name.optional(),
  /** The hold that lapsed. */
  token: name.optional(),
  state: z.object({ version: count, record, hold: hold.nullable() }).optional(),
});

const command = z.enum([
  'openKeyboard',
  'verifyPlate',
  'drawPlates',
  'releaseHold',
  'confirmPlate',
  'requestCode',
  'completeReservation',
  'collect',
  'beginAnew',
]);

/** The commands that a history has lines for; other messages change nothing. */
export const RECORDED: ReadonlySet<string> = new Set(command.options);

/** The moment of a client's line: an instant, and the pool's last event then, where the client can know it. */
const when = { at: instant.optional(), after: count.optional(), pool: name.optional() };

/**
 * A client sends a command, for the first time or again under the same id. Without a `told`, its outcome is unknown.
 * The other fields give the player's knowledge of the command's body, and a refusal is held against them.
 */
const asked = z.object({
  line: z.literal('asked'),
  client: name,
  selection: name,
  id: name,
  command,
  /** The version that the client saw; absent for a command that fits any. */
  version: count.optional(),
  /** The number that the command is about; for `verifyPlate`, the number that its keys spell on the layout that it names. */
  plate: z.string().optional(),
  /** The hold that the command names. */
  token: name.optional(),
  /** The layout that the command names. */
  layout: name.optional(),
  /** The command's captcha: its id, whether its answer was right, and until when it is valid. */
  captcha: name.optional(),
  captchaIs: z.enum(['right', 'wrong']).optional(),
  captchaUntil: instant.optional(),
  /** The id of the `requestCode` that sent the entered code; null without one. */
  codeOf: name.nullable().optional(),
  ...when,
});

/** A client is answered. A refusal that leaves the outcome open (`outcomeUnknown`, …) is written like any other. */
const told = z.object({
  line: z.literal('told'),
  client: name,
  selection: name,
  id: name,
  said: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), answer: z.looseObject({ outcome: z.string() }) }),
    z.object({
      ok: z.literal(false),
      code: z.string(),
      /** The refusal's facts: from when trying again can help, until when a ban lasts, how many entries are left. */
      notBefore: instant.optional(),
      until: instant.optional(),
      entriesLeft: z.int().optional(),
    }),
  ]),
  ...when,
});

/** The owners of selections, and the clients that act for them. In `pool.jsonl`, after its first line. Absent: not checked. */
const person = z.object({
  line: z.literal('person'),
  person: name,
  clients: z.array(name),
  selections: z.array(name),
});

/** A client shows a selection, from whatever source. */
const viewed = z.object({
  line: z.literal('viewed'),
  client: name,
  selection: name,
  version: count,
  stage: z.enum(['choosing', 'holding', 'picking', 'confirming', 'reserved', 'registered', 'missed']),
  triesLeft: z.int(),
  drawsLeft: z.int(),
  plate: z.string().optional(),
  deadline: instant.optional(),
  ...when,
});

/** A client's connection has ended, or the client itself: requests under way have no answer, and nothing more is shown. */
const left = z.object({ line: z.literal('left'), client: name, ...when });

/** A node has started from a snapshot, or has applied one more event; `free` is its count of free numbers after that. */
const followed = z.object({
  line: z.literal('followed'),
  node: name,
  how: z.enum(['afresh', 'applied']),
  offset: count,
  free: count,
});

/**
 * A client shows a picture of a topic (`pool`, or a pattern) of one node's life: a `whole` one, or the one before moved
 * on by a push. `free` is its count of free numbers.
 */
const shown = z.object({
  line: z.literal('shown'),
  client: name,
  node: name,
  topic: name,
  seq: count,
  how: z.enum(['whole', 'moved']),
  free: count,
  /** For a pattern: the usable characters of each open position. */
  usable: z.array(z.string()).optional(),
  ...when,
});

/** What a client shows at the very end, when nothing is on its way to it and nothing of the topic was lost last. */
const settled = z.object({
  line: z.literal('settled'),
  client: name,
  topic: name,
  free: count,
  /** For a pattern: the usable characters of each open position. */
  usable: z.array(z.string()).optional(),
  pool: name.optional(),
});

/** A selection as the store has it in the end. */
const selection = z.object({
  line: z.literal('selection'),
  selection: name,
  version: count,
  record: record.nullable(),
  hold: hold.nullable(),
});

/** The pool in the end. */
const end = z.object({
  line: z.literal('end'),
  offset: count,
  epoch: name.optional(),
  /** When it was read. */
  at: instant.optional(),
  tally: z.object({ opened: count, free: count, held: count, reserved: count, registered: count, withheld: count }),
  /** The row of free bits, address 0 in the highest bit of byte 0, as base64. */
  free: z.string(),
});

export const line = z.discriminatedUnion('line', [
  pool,
  person,
  event,
  asked,
  told,
  viewed,
  left,
  followed,
  shown,
  settled,
  selection,
  end,
]);
export type Line = z.infer<typeof line>;
export type LineOf<L extends Line['line']> = Extract<Line, { line: L }>;
export type RecordFacts = z.infer<typeof record>;

/** The facts of a record's JSON text, which the store keeps as it was given: there is nothing to check in it yet. */
export const recordFacts = (text: string): RecordFacts => JSON.parse(text) as RecordFacts;
