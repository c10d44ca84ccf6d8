import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { type HttpRouteName, httpRefusalsOf, httpRouteNames, httpRoutes } from '../../protocol/http/routes.ts';
import { inLanes } from '../actors/lanes.ts';
import { Chance } from './chance.ts';
import { requestOf } from './from-schema.ts';
import type { Field } from './part.ts';
import { jsonOf } from './verbatim.ts';
import { addressOf } from './wire.ts';

const LANES = 6;
/** Steps that a valid body would take for a signed-in person: only strangers send these. */
const STEPS = /application\/(notice|back|code)|session$|sessions$|pass-phrase/;

/** Every HTTP route with bodies from its schema, with spoilt JSON, and with valid and invalid sessions. */
export const fuzzRoutes = async ({ target, ground, seed, tally, turn }: Field, count: number): Promise<void> => {
  const agents = Array.from(
    { length: LANES * 4 },
    (_, i) => new Agent({ keepAlive: true, maxSockets: 1, localAddress: addressOf(40_000 + i * 7) }),
  );
  const known = new Map();
  const ask = async (nth: number): Promise<void> => {
    if (tally.isHopeless) return;
    const chance = new Chance(seed, 4, nth);
    const name = chance.pick(httpRouteNames);
    const [method = '', path = ''] = name.split(' ');
    const { request: schema } = httpRoutes[name];
    const [made] =
      schema === null ? [] : fc.sample(requestOf(schema, known), { seed: chance.below(2 ** 31), numRuns: 1 });
    const json = schema === null ? '' : jsonOf(made);
    const isSigned = !STEPS.test(path) && !chance.oneIn(3);
    const token = isSigned ? (chance.pick(ground.people).token ?? 'x') : strangeToken(chance);
    // Without a length of its own a GET's body would be the next request.
    const body = schema === null ? '' : chance.oneIn(8) ? spoilt(json, chance) : json;
    // A connection’s worth of commands costs the server less than as many requests.
    await turn(4);
    tally.tried += 1;
    const heard = await say(target.url, {
      agent: agents[nth % agents.length] as Agent,
      method,
      path:
        path.replace(':id', encodeURIComponent(strangeToken(chance))) + (chance.oneIn(5) ? strangeQuery(chance) : ''),
      headers: {
        ...(schema === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        authorization: `Bearer ${token.replace(/[^\x21-\x7e]/g, '')}`,
        'content-type': 'application/json',
      },
      body,
    });
    const wrong = problemOf(name, heard);
    if (wrong === null) tally.count(`HTTP ${heard.status}`);
    else tally.fail(`${name} ${String(body)}: ${wrong}`);
  };
  await inLanes({ count, lanes: LANES }, ask);
  for (const agent of agents) agent.destroy();
};

type Heard = { readonly status: number; readonly type: string; readonly text: string };
type Sending = { agent: Agent; method: string; path: string; headers: Record<string, string>; body: string | Buffer };

const say = (url: string, { body, ...options }: Sending): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, ...options, timeout: 10_000 }, (response) => {
      const { statusCode: status = 0, headers } = response;
      text(response).then((heard) => resolve({ status, type: headers['content-type'] ?? '', text: heard }), reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer within 10 s')));
    sent.on('error', (error) => resolve({ status: 0, type: '', text: String(error) }));
    sent.end(body);
  });

/** The fault of an answer; null where the route may give it. */
const problemOf = (name: HttpRouteName, { status, type, text: said }: Heard): string | null => {
  // The engine itself gives these answers, before any route reads the request.
  if (status === 204 || ([400, 413, 431].includes(status) && !type.startsWith('application/json'))) return null;
  if (status === 0 || status >= 500) return `HTTP ${status} ${said}`;
  try {
    const { answer, refused } = httpRoutes[name];
    const value: unknown = JSON.parse(said);
    if (status < 300) answer?.parse(value);
    else {
      const { refusal } = refused.parse(value);
      // What stands in a path may make it another one.
      const isKnown = httpRefusalsOf(name).includes(refusal.code) || (name.includes(':') && status === 404);
      if (!isKnown) return `is never refused with ${refusal.code}`;
    }
    return null;
  } catch (error) {
    return `HTTP ${status} ${said} ${error instanceof Error ? error.message : String(error)}`;
  }
};

const spoilt = (json: string, chance: Chance): string | Buffer =>
  chance.pick<() => string | Buffer>([
    () => json.slice(0, chance.below(json.length + 1)),
    () => `${json}${json}`,
    () => `\ufeff${json}`,
    () => json.replace(/\d+|"[^"]*"$/, 'NaN'),
    () => json.replaceAll('"', "'"),
    () => Buffer.concat([Buffer.from(json), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]),
    () => Buffer.from(json, 'utf16le'),
    () => chance.bytes(chance.below(200)),
    () => '['.repeat(10_000),
    () => 'x'.repeat(70_000),
    () => 'userName=demo1&passPhrase=demo',
  ])();

const strangeToken = (chance: Chance): string =>
  chance.pick(
    [
      ['', 'x', '../../test/'.repeat(8), 'A'.repeat(43), '_'.repeat(43), '%00', 'null', '冀B', "' OR 1=1", '*'],
      ['x'.repeat(chance.oneIn(10) ? 9_000 : 1_000)],
    ].flat(),
  );

const strangeQuery = (chance: Chance): string =>
  `?${chance.pick(['', '=', 'a=1&a=2', '__proto__=1', 'vehicle[]=1', '%zz', '%00', '&&&', `x=${'y'.repeat(2_000)}`, 'vehicle=demo-v1'])}`;
