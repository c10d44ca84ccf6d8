import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { csvOf } from '../../client/desk/import/bad-rows-csv.ts';
import { deskNamespace } from '../../protocol/desk/client-to-server.ts';
import { deskDemo } from '../../protocol/desk/session.ts';
import { serial } from '../../protocol/plate.ts';
import { connect } from '../../verification/actors/applicant.ts';
import { idNumberOf, mobileOf, vinOf } from '../../verification/actors/citizens.ts';
import { bearer, connectDesk, DeskWorker, deskToken } from '../../verification/actors/desk-worker.ts';
import { fit } from '../../verification/actors/fit.ts';
import { People } from '../../verification/actors/people.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import { sharedServer } from '../support/shared.ts';

const server = sharedServer({
  engine: 'uws',
  authority: { hours: 'always', verifyIntervalSeconds: 0.1, codeResendSeconds: 0.1 },
});
const people = new People(server);
const present: DeskWorker[] = [];
const work = async (userName: string, passPhrase?: string): Promise<DeskWorker> => {
  const worker = await DeskWorker.arrive(server.url, userName, passPhrase);
  present.push(worker);
  return worker;
};
const clerk = () => work('demo-clerk');
const manager = () => work('demo-manager');

afterEach(() => {
  people.leave();
  for (const worker of present.splice(0)) worker.leave();
});

const block = (id: string, third: string) => ({
  id,
  name: { zh: '加开号段', en: 'Another block' },
  positions: ['01', '01', third, 'AB', '01'],
});
const plates = ['00A0Z'].map((plate) => serial.parse(plate));
const nobody = { owner: 'nobody', reason: 'a good reason' };

/** A body with the right form for every command that a manager alone may use. */
const managersBodies: Record<string, object> = {
  addBlock: { block: block('by-clerk', 'C') },
  scheduleBlock: { block: block('by-clerk', 'C'), opensAt: 9_000_000_000_000 },
  unscheduleBlock: { block: 'by-clerk' },
  withholdNumbers: { plates: ['00AA0'], reason: 'a good reason' },
  unwithholdNumbers: { plates: ['00AA0'], reason: 'a good reason' },
  listBans: {},
  liftBan: nobody,
  loadCalendarYear: { year: 2030, holidays: ['2030-01-01'], makeUpDays: [] },
  listDeadLetters: {},
  resendMessage: { letter: 'x'.repeat(22) },
  readAudit: {},
  listAccounts: {},
  addAccount: { userName: 'by-clerk', role: 'manager' },
  removeAccount: { userName: 'demo-manager', reason: 'a good reason' },
  resetSecondFactor: { userName: 'demo-manager', reason: 'a good reason' },
};

test('ACCT-1 an applicant’s session, by token or by cookie, does not open the desk, nor does none at all', async () => {
  const token = await signIn(server.url, 'demo1');
  expect(await connectDesk(server.url, { token })).toMatchObject({ code: 'sessionEnded' });
  const cookies = `xuanhao_session=${token}; xuanhao_desk=${token}`;
  expect(await connectDesk(server.url, {}, cookies)).toMatchObject({ code: 'sessionEnded' });
  expect(await connectDesk(server.url, {}, `xuanhao_session=${token}`)).toMatchObject({ code: 'signInRequired' });
  expect(await connectDesk(server.url, {})).toMatchObject({ code: 'signInRequired' });
  const asked = await fetch(`${server.url}/api/desk/session`, { headers: bearer(token) });
  expect(asked.status).toBe(204);
});

test('ACCT-1 a desk’s session opens nothing of the applicants’, and a demo applicant is nobody at the desk', async () => {
  const token = await deskToken(server.url, 'demo-manager');
  const asked = await fetch(`${server.url}/api/session`, { headers: bearer(token) });
  expect(asked.status).toBe(204);
  for (const path of ['application', 'selections', 'outbox', 'voucher'])
    expect((await fetch(`${server.url}/api/${path}`, { headers: bearer(token) })).status, path).toBe(401);
  await expect(connect(server.url, token)).rejects.toMatchObject({ refusal: { code: 'sessionEnded' } });
  expect(await deskToken(server.url, 'demo1')).toMatchObject({ code: 'signInWrong' });
});

test('SAFE-3 a clerk’s attempt at each manager’s command is refused, does nothing, and stands in the audit trail', async () => {
  const managers = deskNamespace.names.filter((name) => deskNamespace.commands[name].role === 'manager');
  expect(Object.keys(managersBodies).toSorted()).toEqual(managers.toSorted());
  const [theClerk, theManager] = [await clerk(), await manager()];
  for (const name of managers) expect(await theClerk.refused(name, managersBodies[name] as never)).toBe('notAllowed');
  const { entries } = await theManager.does('readAudit', {});
  const attempts = entries.filter(({ who, outcome }) => who === 'demo-clerk' && outcome === 'notAllowed');
  expect(attempts.map(({ what }) => what).toReversed()).toEqual(managers);
  const { open, scheduled } = await theManager.does('listBlocks', {});
  expect(open.map(({ id }) => id)).not.toContain('by-clerk');
  expect(scheduled).toEqual([]);
});

test('ACCT-3 whom a clerk signs gets the pass-phrase by SMS alone, and what was typed is masked in the trail', async () => {
  const theClerk = await clerk();
  const reply = await theClerk.ask('signPerson', { name: '王小明', idNumber: idNumberOf(7), mobile: mobileOf(7) });
  expect(reply).toMatchObject({ ok: true, answer: { outcome: 'signed', renewed: false, message: 'sent' } });
  const userName = reply.ok && reply.answer.outcome === 'signed' ? reply.answer.userName : '';
  const message = await server.says(`您已完成面签。用户名 ${userName}`);
  const passPhrase = /初始口令 (\S+?)[，,]/.exec(message)?.[1] ?? '';
  expect(passPhrase).toMatch(/^[a-z0-9-]{17}$/);
  expect(JSON.stringify(reply)).not.toContain(passPhrase);
  const signedIn = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    body: JSON.stringify({ userName, passPhrase, tokenIn: 'body' }),
  });
  expect(await signedIn.json()).toMatchObject({ inPerson: true, mustChange: true });
  const trail = await (await manager()).does('readAudit', {});
  const entry = trail.entries.find(({ what }) => what === 'signPerson');
  expect(entry).toMatchObject({
    who: 'demo-clerk',
    role: 'clerk',
    outcome: 'done',
    after: expect.stringContaining(userName),
  });
  for (const secret of [idNumberOf(7), mobileOf(7), '王小明', passPhrase]) {
    expect(JSON.stringify(trail)).not.toContain(secret);
  }
  // Found again by the whole number, masked.
  const found = await theClerk.does('findSelection', { by: 'number', text: idNumberOf(7) });
  expect(found).toMatchObject({ found: [], person: { userName, displayName: '王*明', phone: '199****0007' } });
  expect(await theClerk.does('findSelection', { by: 'number', text: idNumberOf(7).slice(0, 12) })).toMatchObject({
    person: null,
  });
});

test('ACCT-4 what is shown masked is found again, by whatever is in hand; too little finds nobody', async () => {
  const theClerk = await clerk();
  const find = async (by: 'part' | 'selection' | 'voucher' | 'vin' | 'userName', text: string) => {
    const { found, person } = await theClerk.does('findSelection', { by, text });
    return { found: found.map(({ id }) => id), who: person?.userName };
  };
  // A demo applicant: its VIN and its mobile both end with its number.
  const shown = (await theClerk.does('findSelection', { by: 'userName', text: 'demo17' })).found[0];
  const one = { found: ['demo-v17'], who: 'demo17' };
  expect(await find('part', shown?.vehicle?.vin ?? '')).toEqual(one);
  expect(await find('part', shown?.person?.phone ?? '')).toEqual(one);
  expect(await find('part', '演示申请人 17 0017')).toEqual(one);
  expect(await find('part', '0017 别人')).toEqual({ found: [], who: undefined });
  expect(await find('selection', 'demo-v17')).toEqual(one);
  expect(await find('selection', 'v-nobody')).toEqual({ found: [], who: undefined });
  expect(await theClerk.refused('findSelection', { by: 'part', text: '0017' })).toBe('searchTooVague');
  expect(await theClerk.refused('findSelection', { by: 'voucher', text: 'a.b.c' })).toBe('voucherWrong');

  // Somebody with nothing selected, by name and mobile; another who shares both the name and the last digits.
  const sign = async (n: number, mobile: string) => {
    const reply = await theClerk.does('signPerson', { name: '赵一二', idNumber: idNumberOf(n), mobile });
    if (reply.outcome !== 'signed') throw new Error(reply.outcome);
    return reply.userName;
  };
  const zhao = await sign(31, mobileOf(31));
  for (const text of ['赵一二 0031', '0031 赵*二', mobileOf(31), '199****0031'])
    expect(await find('part', text), text).toEqual({ found: [], who: zhao });
  const other = await sign(32, `198${mobileOf(31).slice(3)}`);
  const both = await theClerk.does('findSelection', { by: 'part', text: '赵一二 0031' });
  expect(both).toMatchObject({ found: [], person: null, more: true });
  expect(await find('part', '198****0031')).toEqual({ found: [], who: other });
  // With a new mobile the old one leads nowhere.
  await sign(31, mobileOf(33));
  expect(await find('part', mobileOf(33))).toEqual({ found: [], who: zhao });
  expect(await find('part', mobileOf(31))).toEqual({ found: [], who: undefined });
  // None of what was typed stands in the trail.
  const trail = JSON.stringify((await (await manager()).does('readAudit', {})).entries);
  for (const typed of ['赵一二', '赵*二 0031', mobileOf(31), mobileOf(33)]) expect(trail).not.toContain(typed);
});

test('ACCT-4 a form with wrong check digits is refused field by field', async () => {
  const theClerk = await clerk();
  const reply = await theClerk.ask('signOrganisation', {
    name: '某公司',
    creditCode: '91130000MA0000000X',
    agentName: '王小明',
    agentIdNumber: '1',
    mobile: '12',
  });
  expect(reply.ok).toBe(false);
  const { refusal, problems } = reply as Extract<typeof reply, { ok: false }>;
  expect(refusal.code).toBe('formWrong');
  expect(problems?.map(({ field, code }) => `${field} ${code}`)).toEqual([
    'creditCode creditCodeWrong',
    'agentIdNumber idNumberWrong',
    'mobile mobileWrong',
  ]);
});

test('ELIG-2 a file of 100,000 rows is imported with progress, its bad rows named, and a second time changes nothing', async () => {
  const theClerk = await clerk();
  const head = 'vin,model,class,ownerNumber,invoiceCode,invoiceNumber\n';
  const row = (n: number) =>
    `${n % 25_000 === 7 ? 'WRONG' : vinOf(n)},轿车,small,${idNumberOf(1)},123456789012,12345678\n`;
  const file = Buffer.from(head + Array.from({ length: 100_000 }, (_, n) => row(n)).join(''));
  const first = await theClerk.imports(file, 'csv');
  expect(first.ended).toEqual({
    outcome: 'imported',
    counts: { rows: 100_000, added: 99_996, changed: 0, unchanged: 0, bad: 4 },
    inRegister: 99_996,
  });
  const moved = theClerk.heard('importMoved');
  expect(moved.length).toBeGreaterThan(100);
  expect(moved.at(-1)?.bytes).toBe(file.length);
  const bad = await theClerk.does('readBadRows', { import: first.import, from: 0 });
  expect(bad.total).toBe(4);
  expect(bad.rows.map(({ line, problems }) => [line, problems[0]?.code])).toEqual(
    [7, 25_007, 50_007, 75_007].map((n) => [n + 2, 'vinWrong']),
  );
  const second = await theClerk.imports(file.subarray(0, 1_000_000), 'csv');
  expect(second.ended).toMatchObject({ counts: { added: 0, changed: 0 } });
});

test('SAFE-3 ELIG-2 formulas and a cell of 5 million characters are reported row by row, and nothing of them comes back', async () => {
  const theClerk = await clerk();
  const cells = (n: number, model: string) =>
    `${vinOf(200_000 + n)},${model},small,${idNumberOf(1)},123456789012,12345678`;
  const formula = `=cmd|'/C calc'!A0`;
  const rows = [
    '\uFEFFvin,model,class,ownerNumber,invoiceCode,invoiceNumber',
    cells(1, '"轿车, ""豪华""型"'),
    cells(2, formula),
    cells(3, `"=HYPERLINK(""http://x"",""y"")"`),
    cells(4, 'x'.repeat(5_000_000)),
    cells(5, '轿车').replace(vinOf(200_005), formula),
    cells(6, '轿车'),
  ];
  const { import: id, ended } = await theClerk.imports(Buffer.from(rows.join('\r\n')), 'csv');
  expect(ended).toMatchObject({ outcome: 'imported', counts: { rows: 6, added: 2, bad: 4 } });
  const bad = await theClerk.does('readBadRows', { import: id, from: 0 });
  expect(
    bad.rows.map(({ line, problems }) => [line, ...problems.map(({ field, code }) => `${field} ${code}`)]),
  ).toEqual([
    [3, 'model formulaWrong'],
    [4, 'model formulaWrong'],
    [5, ' rowTooLong'],
    [6, 'vin vinWrong'],
  ]);
  // The file that a clerk takes home is made of this alone.
  const csv = csvOf(bad.rows, ['行', '列', '问题'], 'zh');
  for (const trace of ['cmd', 'HYPERLINK', 'xxx']) expect(csv).not.toContain(trace);
  for (const cell of csv.replace('\uFEFF', '').split(/[,\r\n]+/)) expect(cell).not.toMatch(/^"?[=+\-@\t]/);
});

test('ELIG-2 a file without a column is refused as a whole, however long, and says which', async () => {
  const theClerk = await clerk();
  const file = Buffer.from(`vin,model\n${'x,y\n'.repeat(200_000)}`);
  const { ended } = await theClerk.imports(file, 'csv');
  expect(ended.outcome === 'columnsMissing' && ended.columns.map(({ name }) => name)).toEqual([
    'class',
    'ownerNumber',
    'invoiceCode',
    'invoiceNumber',
  ]);
});

test('SAFE-3 one import at a time on a connection; a part that is missing, repeated or of nobody’s is told apart', async () => {
  const theClerk = await clerk();
  const { import: id } = await theClerk.does('beginImport', { fileName: 'a.csv', format: 'csv' });
  expect(await theClerk.refused('beginImport', { fileName: 'b.csv', format: 'csv' })).toBe('importRunning');
  const bytes = Buffer.from('vin').toString('base64');
  await theClerk.does('sendImportPart', { import: id, part: 0, bytes });
  await theClerk.does('sendImportPart', { import: id, part: 0, bytes });
  expect(await theClerk.refused('sendImportPart', { import: id, part: 2, bytes })).toBe('importPartMissing');
  expect(await theClerk.refused('endImport', { import: id, parts: 2 })).toBe('importPartMissing');
  // Another connection of the same account has nothing of it.
  expect(await (await clerk()).refused('sendImportPart', { import: id, part: 1, bytes })).toBe('importUnknown');
  expect(await theClerk.does('endImport', { import: id, parts: 1 })).toMatchObject({ outcome: 'columnsMissing' });
});

test('POOL-2 a block that a manager opens is offered at once, without what is withheld, and overlaps nothing', async () => {
  const theManager = await manager();
  const watcher = await people.watcher();
  const before = watcher.welcome.pool.free;
  // Half of it lies in the first block: 16 numbers, of which those with an A live there already.
  const added = await theManager.does('addBlock', { block: block('second', 'AC'), withheld: [serial.parse('00CA0')] });
  expect(added).toEqual({ outcome: 'opened', block: 'second', total: 32 });
  await watcher.hears('poolMoved', ({ free }) => free === before + 15);
  expect(await theManager.refused('addBlock', { block: block('second', 'AC') })).toBe('blockExists');
  expect(await theManager.refused('addBlock', { block: block('third', 'CA') })).toBe('blockWrong');
  expect(await theManager.refused('addBlock', { block: block('third', 'D'), withheld: plates })).toBe(
    'numberNotInPool',
  );
  const { open } = await theManager.does('listBlocks', {});
  expect(open.find(({ id }) => id === 'second')).toMatchObject({ total: 32, home: 16, free: 15 });
  const { found, number } = await theManager.does('findSelection', { by: 'plate', text: '冀B·00CA0' });
  expect({ found, number }).toEqual({ found: [], number: 'withheld' });
});

test('POOL-2 DONE-1 a block or a calendar that is refused says which field is wrong', async () => {
  const theManager = await manager();
  const named = async (name: 'addBlock' | 'scheduleBlock' | 'loadCalendarYear', body: object) => {
    const reply = await theManager.ask(name, body);
    if (reply.ok) throw new Error(`${name} was not refused`);
    return [reply.refusal.code, ...(reply.problems ?? []).map(({ field, code }) => `${field} ${code}`)];
  };
  const long = { ...block('long', 'C'), positions: ['D', '0', '0', '0', '0', '0'] };
  expect(await named('addBlock', { block: long })).toEqual(['blockWrong', 'block.positions positionsMiscounted']);
  expect(await named('addBlock', { block: { ...block('x', 'CA'), positions: ['10', '0', 'CA', '0', '0'] } })).toEqual([
    'blockWrong',
    'block.positions.0 positionWrong',
    'block.positions.2 positionWrong',
  ]);
  expect(await named('addBlock', { block: block('first', 'D') })).toEqual(['blockExists', 'block.id blockExists']);
  expect(await named('addBlock', { block: block('x', 'D'), withheld: ['00A0Z'] })).toEqual([
    'numberNotInPool',
    'withheld numberNotInPool',
  ]);
  expect(await named('scheduleBlock', { block: block('x', 'D'), opensAt: 1 })).toEqual([
    'timePassed',
    'opensAt timePassed',
  ]);
  const year = { year: 2031, holidays: ['2031-10-05'], makeUpDays: ['2031-10-06'] };
  expect(await named('loadCalendarYear', year)).toEqual([
    'calendarWrong',
    'holidays holidaysWrong',
    'makeUpDays makeUpDaysWrong',
  ]);
});

test('POOL-2 numbers are withheld and freed again; those that are not free are left alone', async () => {
  const theManager = await manager();
  const holder = await people.newcomer();
  await holder.hold('99BZ9');
  const [held, free] = [serial.parse('99BZ9'), serial.parse('99BZ8')];
  const reason = '留作他用';
  expect(await theManager.does('withholdNumbers', { plates: [held, free], reason })).toEqual({
    outcome: 'withheld',
    withheld: [free],
    leftAlone: [held],
  });
  expect(await theManager.does('unwithholdNumbers', { plates: [held, free], reason })).toEqual({
    outcome: 'freed',
    freed: [free],
    leftAlone: [held],
  });
  const { entries } = await theManager.does('readAudit', {});
  expect(entries.slice(0, 2)).toMatchObject([
    { what: 'unwithholdNumbers', reason },
    { what: 'withholdNumbers', reason, after: JSON.stringify({ done: [free], leftAlone: [held] }) },
  ]);
});

test('POOL-2 a block is scheduled, replaced and forgotten', async () => {
  const theManager = await manager();
  const opensAt = Date.now() + 3_600_000;
  await theManager.does('scheduleBlock', { block: block('later', 'D'), opensAt });
  await theManager.does('scheduleBlock', { block: block('later', 'D'), opensAt: opensAt + 1 });
  expect(await theManager.refused('scheduleBlock', { block: block('late', 'D'), opensAt: 1 })).toBe('timePassed');
  expect((await theManager.does('listBlocks', {})).scheduled).toMatchObject([{ id: 'later', opensAt: opensAt + 1 }]);
  await theManager.does('unscheduleBlock', { block: 'later' });
  expect(await theManager.refused('unscheduleBlock', { block: 'later' })).toBe('blockUnknown');
});

test('DONE-3 a voucher is verified and collected, once; its history stands in plain words', async () => {
  const applicant = await people.newcomer();
  const { plate, lastDay } = await applicant.reserve('12AC4');
  const { signed } = await applicant.voucher();
  const theClerk = await clerk();
  const read = await theClerk.does('readVoucher', { voucher: { by: 'qr', text: signed } });
  expect(read).toMatchObject({ plate, lastDay, signed: true, selection: { present: { stage: 'reserved' } } });
  expect(await theClerk.does('readVoucher', { voucher: { by: 'plate', plate: `冀B·${plate}` } })).toMatchObject({
    signed: false,
    selection: { id: read.selection.id, person: { displayName: expect.stringContaining('演示') } },
  });
  expect(await theClerk.does('findSelection', { by: 'voucher', text: signed })).toMatchObject({
    found: [{ id: read.selection.id }],
    number: 'reserved',
  });
  const forged = `${signed.slice(0, -6)}AAAAAA`;
  expect(await theClerk.refused('readVoucher', { voucher: { by: 'qr', text: forged } })).toBe('voucherWrong');
  expect(await theClerk.refused('readVoucher', { voucher: { by: 'plate', plate: '55A55' } })).toBe(
    'reservationUnknown',
  );
  const others = { selection: 'demo-v49', plate };
  expect(await theClerk.refused('collectVoucher', others)).toBe('reservationUnknown');

  const request = { id: randomUUID(), selection: read.selection.id, plate };
  const collected = await theClerk.send('collectVoucher', request);
  expect(collected).toMatchObject({ ok: true, answer: { outcome: 'registered', plate } });
  await applicant.hears('selectionChanged', ({ selection }) => selection.stage === 'registered');
  const again = await theClerk.send('collectVoucher', request);
  expect({ ...again, now: 0 }).toEqual({ ...collected, now: 0 });
  expect(await theClerk.refused('collectVoucher', { selection: read.selection.id, plate })).toBe('alreadyCollected');
  expect(await theClerk.refused('readVoucher', { voucher: { by: 'qr', text: signed } })).toBe('alreadyCollected');

  const history = await theClerk.does('readHistory', { selection: read.selection.id });
  expect(history.complete).toBe(true);
  expect(history.entries.map(({ event }) => event).toReversed()).toEqual([
    'selectionNoted',
    'plateHeld',
    'plateConfirmed',
    'selectionNoted',
    'plateReserved',
    'plateRegistered',
  ]);
  const words = history.entries.map(({ words: { zh } }) => zh).toReversed();
  expect(words[1]).toBe(`自编号码 冀B·${plate} 验证通过，已占号。`);
  expect(words[3]).toBe('已发送短信验证码。');
  expect(words[4]).toBe(`自编选号成功：冀B·${plate}，最后办理日 ${lastDay}。`);
  // Neither a code nor a token is anywhere in it.
  expect(JSON.stringify(history)).not.toMatch(/digest|token/);
});

test('SAFE-1 a command that is sent twice is done once and answered the same; its id serves no other', async () => {
  const theManager = await manager();
  const id = randomUUID();
  const request = { id, userName: 'carol', role: 'clerk' } as const;
  const [first, second] = await Promise.all([
    theManager.send('addAccount', request),
    theManager.send('addAccount', request),
  ]);
  const third = await theManager.send('addAccount', request);
  // Of two at once, one may be told to ask again.
  const answers = [first, second, third].filter((reply) => reply.ok).map((reply) => reply.ok && reply.answer);
  expect(answers.length).toBeGreaterThanOrEqual(2);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  const other = await theManager.send('addAccount', { ...request, userName: 'dave' });
  expect(other).toMatchObject({ ok: false, refusal: { code: 'commandReused' } });
  const { accounts } = await theManager.does('listAccounts', {});
  expect(accounts.map(({ userName }) => userName)).toEqual(['carol', 'demo-clerk', 'demo-manager']);
});

test('ACCT-3 a new desk account must change its pass-phrase first, and is out at once when it is removed', async () => {
  const theManager = await manager();
  const { passPhrase } = await theManager.does('addAccount', { userName: 'erin', role: 'clerk' });
  expect(await theManager.refused('addAccount', { userName: 'erin', role: 'clerk' })).toBe('accountExists');
  const token = await deskToken(server.url, 'erin', passPhrase);
  expect(await connectDesk(server.url, { token })).toMatchObject({ code: 'passPhraseChangeRequired' });
  const change = (newPassPhrase: string, given = passPhrase) =>
    fetch(`${server.url}/api/desk/pass-phrase`, {
      method: 'POST',
      headers: bearer(token),
      body: JSON.stringify({ passPhrase: given, newPassPhrase, tokenIn: 'body' }),
    });
  expect((await change('short')).status).toBe(422);
  expect(await (await change('Password2026')).json()).toMatchObject({ fields: [{ code: 'passPhraseCommon' }] });
  expect((await change('a much longer one', 'not the old one')).status).toBe(401);
  expect((await change('a much longer one')).status).toBe(200);
  // The session that it was changed in has ended with the others.
  expect(await connectDesk(server.url, { token })).toMatchObject({ code: 'sessionEnded' });
  const erin = await work('erin', 'a much longer one');
  expect(await theManager.refused('removeAccount', { userName: 'demo-manager', reason: 'myself' })).toBe('ownAccount');
  await theManager.does('removeAccount', { userName: 'erin', reason: 'left the office' });
  await erin.hears('goodbye', ({ reason }) => reason === 'signedOut');
  expect(await deskToken(server.url, 'erin', 'a much longer one')).toMatchObject({ code: 'signInWrong' });
});

test('DONE-1 a manager loads a calendar year; one that cannot be is refused', async () => {
  const theManager = await manager();
  const year = { year: 2031, holidays: ['2031-01-01', '2031-10-01'], makeUpDays: ['2031-01-04'] };
  for (const wrong of [
    { ...year, holidays: ['2030-01-01'] },
    // A Saturday is no day off, and a Wednesday is no make-up day.
    { ...year, holidays: ['2031-01-04'] },
    { ...year, makeUpDays: ['2031-01-01'] },
  ])
    expect(await theManager.refused('loadCalendarYear', wrong)).toBe('calendarWrong');
  await theManager.does('loadCalendarYear', year);
  const { years } = await theManager.does('readCalendar', {});
  expect(years.find((each) => each.year === 2031)).toEqual({ ...year, source: 'loaded' });
});

test('LIVE-1 the counters come every second while a desk is there', async () => {
  const theClerk = await clerk();
  const { now } = await theClerk.hears('countersMoved');
  const { pool, connections } = await theClerk.hears('countersMoved', (counters) => counters.now > now);
  expect(pool.talliedAt).toBeGreaterThan(0);
  expect(connections.desk).toBeGreaterThanOrEqual(1);
  expect(pool.opened).toBeGreaterThanOrEqual(48_000);
});

test('where there is a demo, the desk says how to try it', async () => {
  const shown = await (await fetch(`${server.url}/api/desk/demo`)).json();
  expect(fit(deskDemo, shown)).toEqual({ clerk: 'demo-clerk', manager: 'demo-manager', passPhrase: 'demo' });
});

test('SAFE-3 what is no form of a command is refused, and costs nothing but the asking', async () => {
  const theClerk = await clerk();
  const say = (name: string, body: unknown) => theClerk.socket.timeout(60_000).emitWithAck(name, body);
  expect(await say('collectVoucher', { id: 'x' })).toMatchObject({ ok: false, refusal: { code: 'badRequest' } });
  expect(await say('toString', {})).toMatchObject({ ok: false, refusal: { code: 'unknownCommand' } });
  expect(await say('findSelection', { by: 'name', text: '王' })).toMatchObject({ refusal: { code: 'badRequest' } });
  expect(await theClerk.refused('readHistory', { selection: 'v-unknown' })).toBe('selectionUnknown');
});
