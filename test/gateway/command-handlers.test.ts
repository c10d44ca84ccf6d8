import { describe, expect, test } from 'vitest';
import { deskNamespace } from '../../protocol/desk/client-to-server.ts';
import { layoutId, ownerId, selectionId } from '../../protocol/ids.ts';
import { type CommandName, type RequestInput, selectNamespace } from '../../protocol/select/client-to-server.ts';
import { authoritySettings } from '../../server/authority/settings.ts';
import { deskRoutes } from '../../server/gateway/desk/routes.ts';
import { selectHandlers } from '../../server/gateway/select/handlers.ts';
import { selectRoutes } from '../../server/gateway/select/routes.ts';
import type { Applicant } from '../../server/gateway/select-connection.ts';
import type { CommandRequest } from '../../server/selection/committer.ts';
import { refused } from '../../server/selection/result.ts';
import { states } from '../selection/states.ts';

const NOW = 1_450_000_000_000;
const key = Buffer.alloc(32, 7);
const settings = authoritySettings.parse({ hours: 'always' });
/** What changes a selection: every command that carries an id. */
const COMMANDS = selectNamespace.names.filter((name) => selectNamespace.commands[name].kind === 'command');

/** The handlers as the server has them, over selections that only write down what they are asked. */
const openHandlers = () => {
  const asked: CommandRequest[] = [];
  const note = async (each: CommandRequest) => {
    asked.push(each);
    return refused('outcomeUnknown');
  };
  const selections = new Proxy({}, { get: () => note }) as never;
  const captchas = { proofOf: ({ id }: { id: string }) => ({ id, digest: null }) } as never;
  const codes = {
    heldBack: async () => null,
    make: () => ({ code: '123456', digest: 'digest' }),
    digestOf: () => 'digest',
  } as never;
  const unused = { keys: undefined as never, pool: undefined as never, patterns: undefined as never };
  const common = { settings, keyboardKey: key, positions: () => 5, captchas, ...unused };
  const handlers = selectHandlers({ ...common, selections, codes, termsOf: () => ({}) as never });
  const routes = selectRoutes({ handlers, isClosed: () => false, viewOf: () => ({}) as never });
  const applicant = {
    account: { owner: ownerId.parse('o-anna'), phone: '13800005678' },
    vehicle: { selection: selectionId.parse('anna') },
    present: { record: states.choosing.entered },
    keyboard: undefined,
  } as unknown as Applicant;
  const ask = async (name: CommandName, body: object, now = NOW): Promise<CommandRequest> => {
    const before = asked.length;
    await routes.get(name)?.answer(body, { caller: applicant, now });
    const [first, ...more] = asked.slice(before);
    if (first === undefined || more.length > 0)
      throw new Error(`${name} was put to the selection ${more.length} times more`);
    return first;
  };
  return { routes, ask };
};

const captcha = { kind: 'text', id: 'c'.repeat(22), text: '7KXP' } as const;
const common = { id: 'command-1', version: 3 };
const token = 't'.repeat(22);
const keys = ['k1', 'k2', 'k3', 'k4', 'k5'];
/** One sound body of each, with every field that it may have. */
const BODIES: { readonly [N in CommandName]?: RequestInput<N> } = {
  openKeyboard: { id: common.id, layout: layoutId.parse('layout-1') },
  verifyPlate: { ...common, layout: 'layout-1', keys, captcha },
  drawPlates: { ...common, captcha },
  releaseHold: { ...common, token },
  confirmPlate: { ...common, token, plate: '12AC4' },
  requestCode: { ...common, token },
  completeReservation: { ...common, token, code: '123456' },
};

/** The body with one thing in it changed, once for each thing, however deep it stands. */
const changes = (body: unknown): unknown[] => {
  if (typeof body === 'string') return [`${body}x`];
  if (typeof body === 'number') return [body + 1];
  if (Array.isArray(body))
    return (body as unknown[]).flatMap((part, i) =>
      changes(part).map((changed) => (body as unknown[]).with(i, changed)),
    );
  return Object.entries(body as object).flatMap(([name, part]) =>
    changes(part).map((changed) => ({ ...(body as object), [name]: changed })),
  );
};

describe('SAFE-1 an id stands for one command with one body', () => {
  test('every command that changes a selection is tried here', () => {
    expect(Object.keys(BODIES).toSorted()).toEqual(COMMANDS.toSorted());
  });

  test.each(COMMANDS)('the digest of %s covers all of its body', async (name) => {
    const { ask } = openHandlers();
    const { id, ...body } = BODIES[name] as { id: string };
    const first = await ask(name, { id, ...body });
    expect(first).toMatchObject({ id, selection: 'anna', owner: 'o-anna' });
    expect((await ask(name, { id, ...body })).digest).toBe(first.digest);
    const others = changes(body);
    expect(others.length).toBeGreaterThanOrEqual(Object.keys(body).length);
    for (const other of others) {
      const { digest } = await ask(name, { id, ...(other as object) });
      expect(digest, JSON.stringify(other)).not.toBe(first.digest);
    }
  });

  test('two commands with the same body are two', async () => {
    const { ask } = openHandlers();
    const body = { ...common, token };
    const digests = [await ask('releaseHold', body), await ask('requestCode', body)].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(2);
  });
});

test.each(COMMANDS)(
  'P3 %s is void five seconds after it came in: whoever waited longer for it has asked again',
  async (name) => {
    const { ask } = openHandlers();
    for (const now of [NOW, NOW + 77])
      expect((await ask(name, BODIES[name] as object, now)).notAfter).toBe(now + 5_000);
  },
);

test('P10 what changes a selection, or asks for a captcha, is paid from an allowance of its own; the rest are queries', () => {
  const { routes } = openHandlers();
  const kindOf = (name: CommandName) => {
    if (COMMANDS.includes(name)) return 'command';
    return name === 'requestCaptcha' ? 'captcha' : 'query';
  };
  const { names } = selectNamespace;
  expect(names.map((name) => [name, routes.get(name)?.allowance])).toEqual(names.map((name) => [name, kindOf(name)]));
});

test('P10 at the desk what carries an id is a command, a part of a file has its own allowance, and the rest are queries', () => {
  const { names } = deskNamespace;
  const routes = deskRoutes({
    handlers: {} as never,
    doneOnce: {} as never,
    audit: {} as never,
    isClosed: () => false,
  });
  const kindOf = (name: (typeof names)[number]) => {
    if (name === 'sendImportPart') return 'part';
    return deskNamespace.commands[name].kind === 'command' ? 'command' : 'query';
  };
  expect(names.map((name) => [name, routes.get(name)?.allowance])).toEqual(names.map((name) => [name, kindOf(name)]));
});
