import { beforeEach, describe, expect, test } from 'vitest';
import type { HoldToken } from '../../protocol/ids.ts';
import { ConcurrencyLimit } from '../../server/limits/concurrency-limit.ts';
import type { Executed } from '../../server/selection/committer.ts';
import { type Person, SelectionNode, wordOf } from '../support/selection-node.ts';
import { SmallPool } from '../support/small-pool.ts';
import { falteringStore } from './faltering-store.ts';

let pool: SmallPool;
let node: SelectionNode;
let anna: Person;
let boris: Person;

beforeEach(async () => {
  pool = await SmallPool.open();
  node = await SelectionNode.start(pool);
  [anna, boris] = [await node.person('anna'), await node.person('boris')];
});

const triesKept = async ({ id }: Person): Promise<number> => {
  const { record } = await pool.store.readSelection(id);
  return record === null ? 20 : (JSON.parse(record) as { triesLeft: number }).triesLeft;
};

test('FLOW-2 from the keyboard to the reserved number', async () => {
  const plate = pool.plate(3);
  await anna.awaitCode(plate);
  expect(anna.in('confirming')).toMatchObject({ way: 'compose', plate, triesLeft: 0, code: { entriesLeft: 5 } });
  expect(await anna.complete()).toEqual({ ok: true, answer: { outcome: 'reserved', plate } });
  expect(anna.in('reserved')).toMatchObject({ plate, way: 'compose', lastDay: '2015-12-16' });
  expect(await pool.store.tally()).toMatchObject({ opened: 8, free: 7, held: 0, reserved: 1 });
});

test('each deadline that begins to run has an alarm', async () => {
  await anna.hold(pool.plate(0));
  const { deadline } = anna.in('holding');
  await anna.confirm(pool.plate(0));
  expect(node.alarms).toEqual([deadline, anna.in('confirming').deadline]);
});

/** Brings a person to where a command is possible, and answers how to send that command, always under one id. */
type Setting = (person: Person) => Promise<() => Promise<Executed>>;

const verifying: Setting = async (person) => {
  await person.becomeReady();
  const [asked, captcha] = [person.asked(), await person.captcha()];
  return () => person.verify(pool.plate(2), asked, captcha);
};
const completing =
  (digest: string): Setting =>
  async (person) => {
    await person.awaitCode(pool.plate(2));
    const [asked, token] = [person.asked(), person.token];
    return () => person.complete(digest, asked, token);
  };

const commands: Record<string, Setting> = {
  enterCompose: async (person) => {
    const asked = person.asked();
    return () => person.enter(asked);
  },
  'verify, held': verifying,
  'verify, taken': async (person) => {
    await boris.hold(pool.plate(2));
    return verifying(person);
  },
  draw: async (person) => {
    const [asked, captcha] = [person.asked(), await person.captcha()];
    return () => person.draw(asked, captcha);
  },
  release: async (person) => {
    await person.draw();
    const [asked, token] = [person.asked(), person.token];
    return () => person.release(asked, token);
  },
  confirm: async (person) => {
    await person.hold(pool.plate(2));
    const [asked, token] = [person.asked(), person.token];
    return () => person.confirm(pool.plate(2), asked, token);
  },
  requestCode: async (person) => {
    await person.hold(pool.plate(2));
    await person.confirm(pool.plate(2));
    const [asked, token] = [person.asked(), person.token];
    return () => person.requestCode('right', asked, token);
  },
  'complete, wrong': completing('wrong'),
  'complete, right': completing('right'),
  collect: async (person) => {
    await person.reserve(pool.plate(2));
    const asked = person.asked();
    return () => person.collect(asked);
  },
  beginAnew: async (person) => {
    const { collectBy } = await person.reserve(pool.plate(2));
    pool.passTo(collectBy);
    await pool.store.miss(10);
    await pool.store.liftBan(person.owner);
    const asked = person.asked();
    return () => person.beginAnew(asked);
  },
  'a wrong captcha': async (person) => {
    const [asked, captcha] = [person.asked(), { ...(await person.captcha()), digest: 'wrong' }];
    return () => person.draw(asked, captcha);
  },
  'a refusal': async (person) => {
    const asked = person.asked();
    return () => person.release(asked);
  },
};

/** The same for somebody at a node whose way to the store may fail. */
const onFaltering = async (setting: Setting) => {
  const flaky = falteringStore(pool.store);
  const clara = await (await SelectionNode.start(pool, { store: flaky.store })).person('clara');
  return { flaky, clara, send: await setting(clara) };
};

describe.each(Object.entries(commands))('%s', (_, setting) => {
  test('SAFE-1 sent again it is done once and answered the same, also when everything has moved on', async () => {
    const send = await setting(anna);
    const first = await send();
    const { version } = await pool.store.readSelection(anna.id);
    expect(await send()).toEqual({ ...first, repeated: true });
    expect(await pool.store.readSelection(anna.id)).toMatchObject({ version });

    pool.pass(3_600_000);
    await anna.draw();
    await node.catchUp();
    expect(await send()).toEqual({ ...first, repeated: true });
    expect(first).not.toHaveProperty('repeated');
  });

  test('SAFE-1 an answer that was lost is there when it is asked for again, and the effect is one', async () => {
    const { flaky, clara, send } = await onFaltering(setting);
    const { version } = await pool.store.readSelection(clara.id);
    flaky.falter('after');
    await expect(send()).rejects.toThrow('the answer is lost');
    const { version: after } = await pool.store.readSelection(clara.id);
    expect(after - version).toBeLessThanOrEqual(1);
    const again = await send();
    expect(again.repeated).toBe(true);
    expect(await send()).toEqual(again);
    expect(await pool.store.readSelection(clara.id)).toMatchObject({ version: after });
  });

  test('SAFE-1 what never reached the store has no effect, and is done when it is sent again', async () => {
    const { flaky, clara, send } = await onFaltering(setting);
    const before = await pool.store.readSelection(clara.id);
    flaky.falter('before');
    await expect(send()).rejects.toThrow('no connection');
    expect(await pool.store.readSelection(clara.id)).toEqual(before);
    expect(await send()).not.toHaveProperty('repeated');
  });

  test('SAFE-1 its id serves no other command', async () => {
    const send = await setting(anna);
    await send();
    const { id } = anna.asked();
    await anna.release(anna.asked({ id }));
    expect(wordOf(await anna.enter(anna.asked({ id, digest: 'another body' })))).toBe('commandReused');
  });
});

describe('COMP-6 nothing but an authoritative “taken” costs a try:', () => {
  const slips: Record<string, [expected: string, slip: () => Promise<Executed>]> = {
    'a wrong captcha': [
      'captchaWrong',
      async () => anna.verify(pool.plate(0), anna.asked(), { ...(await anna.captcha()), digest: 'wrong' }),
    ],
    'a spent captcha': [
      'captchaSpent',
      async () => {
        const captcha = await anna.captcha();
        await anna.verify(pool.plate(0), anna.asked(), { ...captcha, digest: 'wrong' });
        return anna.verify(pool.plate(0), anna.asked(), captcha);
      },
    ],
    'a captcha of somebody else': [
      'captchaSpent',
      async () => anna.verify(pool.plate(0), anna.asked(), await boris.captcha()),
    ],
    'an expired captcha': [
      'captchaSpent',
      async () => {
        const captcha = await anna.captcha();
        pool.pass(300_000);
        return anna.verify(pool.plate(0), anna.asked(), captcha);
      },
    ],
    'a number of no block': ['numberNotInPool', () => anna.verify('99ZZ9' as ReturnType<SmallPool['plate']>)],
    'an incomplete number': ['incompleteNumber', () => node.selections.refuse(anna.asked(), 'incompleteNumber')],
    'a version that is old': [
      'staleVersion',
      () => anna.verify(pool.plate(0), anna.asked({ version: anna.view.version - 1 })),
    ],
    'a version that never was': [
      'staleVersion',
      () => anna.verify(pool.plate(0), anna.asked({ version: anna.view.version + 1 })),
    ],
    'a command that came too late': [
      'outcomeUnknown',
      () => anna.verify(pool.plate(0), anna.asked({ notAfter: pool.now })),
    ],
    'a cooldown': [
      'coolingDown',
      async () => {
        await boris.hold(pool.plate(5));
        expect(wordOf(await anna.verify(pool.plate(5)))).toBe('taken');
        return anna.verify(pool.plate(5));
      },
    ],
  };

  test.each(Object.entries(slips))('not %s', async (name, [expected, slip]) => {
    await anna.becomeReady();
    expect(wordOf(await slip())).toBe(expected);
    const left = name === 'a cooldown' ? 19 : 20;
    expect([await triesKept(anna), anna.view.triesLeft]).toEqual([left, left]);

    // Nor later: the next number that is taken costs this try and no other.
    await (await node.person()).hold(pool.plate(1));
    pool.passTo(anna.in('choosing').verifyFrom ?? 0);
    expect(wordOf(await anna.verify(pool.plate(1)))).toBe('taken');
    expect([await triesKept(anna), anna.view.triesLeft]).toEqual([left - 1, left - 1]);
  });

  test('20 tries, and no more', async () => {
    await boris.draw();
    const [taken] = boris.in('picking').plates;
    if (taken === undefined) throw new Error('nothing was drawn');
    await boris.confirm(taken);
    await anna.becomeReady();
    for (let left = 19; left >= 0; left -= 1) {
      const said = await anna.verify(taken);
      expect(said).toEqual({ ok: true, answer: { outcome: 'taken', plate: taken, near: node.near(taken) } });
      expect(anna.view.triesLeft).toBe(left);
      pool.passTo(anna.in('choosing').verifyFrom ?? 0);
    }
    expect(wordOf(await anna.verify(taken))).toBe('noTriesLeft');
  });
});

describe('DRAW', () => {
  test('DRAW-2 a draw takes what is free, and where nothing is it is refused and costs nothing', async () => {
    expect((await boris.draw()).ok).toBe(true);
    await anna.draw();
    expect([boris.in('picking').plates.length, anna.in('picking').plates.length]).toEqual([5, 3]);
    const clara = await node.person();
    expect(wordOf(await clara.draw())).toBe('noneFree');
    expect(clara.in('choosing').drawsLeft).toBe(10);

    // The numbers come back, and the draw that was refused was never counted.
    pool.passTo(anna.in('picking').deadline);
    expect(wordOf(await clara.draw())).toBe('drawn');
    expect(clara.in('picking')).toMatchObject({ drawsLeft: 9 });
  });

  test('DRAW-1 a wrong captcha costs no draw, and holds nothing', async () => {
    await anna.enter();
    expect(wordOf(await anna.draw(anna.asked(), { ...(await anna.captcha()), digest: 'wrong' }))).toBe('captchaWrong');
    expect(anna.in('choosing').drawsLeft).toBe(10);
  });

  test('DRAW-3 confirming one frees the other four at once; a number outside the hold is refused', async () => {
    await anna.draw();
    const { plates } = anna.in('picking');
    const [chosen] = plates;
    const outside = [...Array(8).keys()].map((nth) => pool.plate(nth)).find((plate) => !plates.includes(plate));
    if (chosen === undefined || outside === undefined) throw new Error('five of eight were drawn');
    expect(wordOf(await anna.confirm(outside))).toBe('plateNotInHold');
    expect(wordOf(await anna.confirm(chosen))).toBe('confirmed');
    expect(anna.in('confirming')).toMatchObject({ way: 'draw', plate: chosen, triesLeft: 20 });
    expect(await pool.store.tally()).toMatchObject({ free: 7, held: 1 });
  });

  test('DRAW-3 10 draws, and no more', async () => {
    for (let left = 9; left >= 0; left -= 1) {
      await anna.draw();
      expect(anna.in('picking').drawsLeft).toBe(left);
      await anna.release();
    }
    expect(wordOf(await anna.draw())).toBe('noDrawsLeft');
  });
});

describe('deadlines', () => {
  test.each(['holding', 'picking', 'confirming'] as const)(
    'P3 %s lapses by being read, whatever has run',
    async (stage) => {
      if (stage === 'holding') await anna.hold(pool.plate(0));
      if (stage === 'picking') await anna.draw();
      if (stage === 'confirming') await anna.awaitCode(pool.plate(0));
      const { deadline, token } = anna.in(stage);
      pool.passTo(deadline + 1);
      const tries = stage === 'picking' ? 20 : 0;
      expect(anna.in('choosing')).toMatchObject({ triesLeft: tries, drawsLeft: stage === 'picking' ? 9 : 10 });
      expect(wordOf(await anna.release(anna.asked(), token))).toBe('holdLapsed');
      expect(wordOf(await anna.draw())).toBe('drawn');
    },
  );

  test('P3 a hold confirms until the last millisecond, and not at its deadline', async () => {
    await anna.hold(pool.plate(0));
    await boris.hold(pool.plate(1));
    const { deadline } = anna.in('holding');
    pool.passTo(deadline - 1);
    expect(wordOf(await anna.confirm(pool.plate(0)))).toBe('confirmed');
    const { deadline: later, token } = boris.in('holding');
    pool.passTo(later);
    expect(wordOf(await boris.confirm(pool.plate(1), boris.asked(), token))).toBe('holdLapsed');
  });

  test('P3 a due hold of another is taken over, though nobody has noticed that it is due', async () => {
    await anna.hold(pool.plate(0));
    await boris.becomeReady();
    const { deadline, token } = anna.in('holding');
    pool.passTo(deadline - 1);
    expect(wordOf(await boris.verify(pool.plate(0)))).toBe('taken');
    pool.passTo(boris.in('choosing').verifyFrom ?? 0);
    expect(wordOf(await boris.verify(pool.plate(0)))).toBe('held');
    expect(wordOf(await anna.confirm(pool.plate(0), anna.asked(), token))).toBe('holdLapsed');
    expect(boris.in('holding').plate).toBe(pool.plate(0));
  });

  test('SMS-2 a code is good until its countdown ends, and not after', async () => {
    await anna.awaitCode(pool.plate(0));
    const { token } = anna;
    pool.passTo(anna.in('confirming').deadline);
    expect(wordOf(await anna.complete('right', anna.asked(), token))).toBe('holdLapsed');
    expect(await pool.store.tally()).toMatchObject({ reserved: 0 });
  });
});

describe('codes', () => {
  test('SMS-4 a code that was not sent is taken back, and another may be asked for at once', async () => {
    await anna.awaitCode(pool.plate(0));
    expect(wordOf(await anna.requestCode('next'))).toBe('codeTooSoon');
    await node.selections.codeNotSent(anna.asked(), anna.token, 'right');
    expect(anna.in('confirming').code).toMatchObject({ sentAt: null, entriesLeft: 5 });
    expect(wordOf(await anna.complete())).toBe('codeNotRequested');
    expect(wordOf(await anna.requestCode('next'))).toBe('codeSent');
    expect(wordOf(await anna.complete('next'))).toBe('reserved');
  });

  test('SMS-4 a gateway that takes longer to fail than a command lives is believed all the same', async () => {
    await anna.hold(pool.plate(0));
    await anna.confirm(pool.plate(0));
    const asked = anna.asked();
    await anna.requestCode('right', asked);
    pool.passTo(asked.notAfter);
    await node.selections.codeNotSent(asked, anna.token, 'right');
    expect(anna.in('confirming').code.sentAt).toBeNull();
  });

  test('SMS-2 five wrong entries, then the code is dead until another is asked for', async () => {
    await anna.awaitCode(pool.plate(0));
    for (const entriesLeft of [4, 3, 2, 1, 0]) {
      expect(await anna.complete('wrong')).toMatchObject({ refusal: { code: 'codeWrong', entriesLeft } });
    }
    expect(wordOf(await anna.complete())).toBe('codeDead');
    pool.passTo(anna.in('confirming').code.resendFrom);
    await anna.requestCode('next');
    expect(wordOf(await anna.complete())).toBe('codeWrong');
    expect(wordOf(await anna.complete('next'))).toBe('reserved');
  });
});

describe('versions', () => {
  test('P9 of two tabs the later command on an old version is refused, and sees what is', async () => {
    const tab = await node.person('anna');
    const [first, second] = [anna.asked(), tab.asked()];
    expect(wordOf(await anna.draw(first))).toBe('drawn');
    expect(wordOf(await tab.draw(second))).toBe('staleVersion');
    expect(tab.view).toEqual(anna.view);
    expect(tab.view.drawsLeft).toBe(9);
  });

  test('P9 of two commands at once on two nodes one is done', async () => {
    const other = await SelectionNode.start(pool);
    const tab = await other.person('anna');
    const both = await Promise.all([anna.draw(), tab.draw()]);
    expect(both.map(wordOf).toSorted()).toEqual(['drawn', 'staleVersion']);
    expect(await pool.store.tally()).toMatchObject({ held: 5 });
  });

  test('FLOW-4 another node shows the same, and goes on from there', async () => {
    const other = await SelectionNode.start(pool);
    const tab = await other.person('anna');
    await anna.awaitCode(pool.plate(4));
    await other.catchUp();
    expect(tab.view).toEqual(anna.view);
    expect(wordOf(await tab.complete())).toBe('reserved');
    await node.catchUp();
    expect(anna.view).toEqual(tab.view);
  });

  test('FLOW-4 a node that has not heard yet reads again for a client that has seen more', async () => {
    const other = await SelectionNode.start(pool);
    const tab = await other.person('anna');
    await anna.hold(pool.plate(4));
    const { token, version } = anna.in('holding');
    expect(wordOf(await tab.confirm(pool.plate(4), tab.asked({ version }), token))).toBe('confirmed');
  });

  test('P9 events that come late never bring an old state back', async () => {
    await anna.draw();
    await anna.release();
    const { view } = anna;
    const { epoch } = (await pool.store.snapshot()).position;
    const events = await pool.store.eventsAfter({ epoch, offset: 0 }, 1);
    if (events === 'gone') throw new Error('events are gone');
    const stages = events.filter(({ selection }) => selection === anna.id).map(({ type }) => type);
    expect(stages).toEqual(['platesDrawn', 'holdReleased']);
    // Each on its own, and in whatever order: the last one alone would put right what those before it had spoilt.
    for (const event of [...events, ...events.toReversed(), ...events]) {
      node.present.apply(event);
      expect(anna.view).toEqual(view);
    }
  });
});

describe('a node whose clock is off', () => {
  test('P3 by seconds ahead: a verify in the cooldown is still refused', async () => {
    await anna.enter();
    pool.skew(9_000);
    const said = await anna.verify(pool.plate(0));
    expect(said).toMatchObject({ refusal: { code: 'coolingDown', notBefore: anna.in('choosing').verifyFrom } });
  });

  test('P3 by seconds behind: a verify after the cooldown is carried out', async () => {
    await anna.becomeReady();
    pool.skew(-9_000);
    expect(wordOf(await anna.verify(pool.plate(0)))).toBe('held');
  });

  test('P3 by seconds ahead: a live hold is confirmed', async () => {
    await anna.hold(pool.plate(0));
    const [asked, token] = [anna.asked(), anna.token];
    pool.skew(60_000);
    expect(wordOf(await anna.confirm(pool.plate(0), asked, token))).toBe('confirmed');
    expect(anna.in('confirming').deadline).toBe(pool.now + 180_000);
  });

  test('P3 by seconds behind: a due hold is not confirmed', async () => {
    await anna.hold(pool.plate(0));
    pool.passTo(anna.in('holding').deadline);
    pool.skew(-60_000);
    expect(anna.view.stage).toBe('holding');
    expect(wordOf(await anna.confirm(pool.plate(0)))).toBe('holdLapsed');
  });
});

test('P10 a token that was never given is refused at every stage', async () => {
  const stranger = 'stranger-stranger-stra' as HoldToken;
  await boris.hold(pool.plate(1));
  for (const token of [stranger, boris.token])
    expect(wordOf(await anna.release(anna.asked(), token))).toBe('wrongStage');
  await anna.hold(pool.plate(0));
  for (const token of [stranger, boris.token]) {
    expect(wordOf(await anna.release(anna.asked(), token))).toBe('holdNotYours');
    expect(wordOf(await anna.confirm(pool.plate(1), anna.asked(), token))).toBe('holdNotYours');
  }
  expect(await pool.store.tally()).toMatchObject({ held: 2 });
});

test('P8 a node that has not heard of anything since only errs on the side of “taken”: the store decides', async () => {
  const [plate, stale] = [pool.plate(5), await SelectionNode.start(pool)];
  const clara = await stale.person('clara');
  await clara.becomeReady();
  await anna.hold(plate);
  const said = await clara.verify(plate);
  expect(said).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
  expect([await triesKept(clara), await pool.store.tally()]).toMatchObject([19, { held: 1 }]);
});

test('POOL-5 who verifies a number before everybody has seen that it is free again waits, outside the turns, and is charged once', async () => {
  const turns = new ConcurrencyLimit(1, 10);
  const shown = await SelectionNode.start(pool, { concurrency: turns, shownForMs: 500 });
  const [carl, dora] = [await shown.person('carl'), await shown.person('dora')];
  const plate = pool.plate(1);
  await dora.becomeReady();
  await carl.hold(plate);
  await carl.release();
  const freedAt = pool.now;
  expect(wordOf(await dora.verify(plate))).toBe('held');
  expect(pool.now).toBe(freedAt + 500);
  const events = await pool.store.eventsAfter({ ...(await pool.store.snapshot()).position, offset: 0 }, 1);
  if (events === 'gone') throw new Error('the events are gone');
  expect(events.slice(-2).map(({ type, at }) => [type, at - freedAt])).toEqual([
    ['holdReleased', 0],
    ['plateHeld', 500],
  ]);
});

test('POOL-5 a command that would wait beyond its own end is answered that nobody knows', async () => {
  const shown = await SelectionNode.start(pool, { shownForMs: 500 });
  const [carl, dora] = [await shown.person('carl'), await shown.person('dora')];
  await dora.becomeReady();
  await carl.hold(pool.plate(1));
  await carl.release();
  const void400 = dora.asked({ notAfter: pool.now + 400 });
  expect(wordOf(await dora.verify(pool.plate(1), void400))).toBe('outcomeUnknown');
  expect(dora.in('choosing').triesLeft).toBe(20);
});
