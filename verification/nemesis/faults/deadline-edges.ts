import { setTimeout as delay } from 'node:timers/promises';
import { Aim } from '../aim.ts';
import { type BareVehicle, bareVehicles } from '../bare-vehicle.ts';
import { Edge, findingsAt } from '../edge.ts';
import { type Around, EdgeWay, PROBES, type Probe } from '../edge-way.ts';
import { type Fault, findingsOf, type Play } from '../fault.ts';
import type { Stage } from '../stage.ts';

const MINUTE = 60_000;
/** The hours turn at a full minute, so long after the nodes were begun at the earliest, in ms. */
const LEAD = 35_000;
/** People come within so many ms, or more slowly: what they meet is meant to be an edge, and not a crowd. */
const ARRIVING = 12_000;
/** In seconds. From one edge of a connection to its next there is time for twenty commands to come back to it. */
const authority = {
  verifyIntervalSeconds: 4.6,
  holdSeconds: 4.6,
  drawHoldSeconds: 4.6,
  confirmSeconds: 14.6,
  codeLifeSeconds: 4.6,
  codeResendSeconds: 4.3,
  codeEntries: 100,
  captchaWork: 1,
};

/** Commands that are refused for one reason before an edge, and for another from it on. */
const EDGES = [
  ['verify-interval', ['coolingDown'], ['captchaSpent']],
  ['hold', ['plateNotInHold'], ['holdLapsed']],
  ['captcha-life', ['captchaWrong'], ['captchaSpent']],
  ['draw-hold', ['plateNotInHold'], ['holdLapsed']],
  ['code-life', ['codeWrong'], ['codeDead']],
  ['code-resend', ['codeTooSoon'], ['codeSent']],
  ['code-countdown', ['codeDead'], ['holdLapsed']],
  ['opening', ['poolClosed'], ['captchaSpent']],
  ['closing', ['captchaSpent'], ['poolClosed']],
] as const;

/** So many commands around every deadline and both edges of the hours, each held against the clock that its script read. */
export const deadlineEdges: Fault = {
  name: 'deadline-edges',
  what: 'Commands by the thousand, at three server processes, while each countdown ends and the hours begin and end.',
  mustHold:
    'Each is judged by Redis’s own clock to the millisecond: nothing succeeds at or after its end, nothing ends before.',
  rounds: { small: 10_000, reported: 10_000 },
  waits: true,
  play: async ({ rounds, note, stage: open }: Play) => {
    const { turns, authorities } = hoursTurning(Date.now() + LEAD);
    const stage = await open({ nodes: 3, authority, authorities, tee: true });
    const edges = new Map(EDGES.map(([name, before, after]) => [name as string, new Edge(name, { before, after })]));
    const probes: Probe[] = [];
    const vehicles = Math.ceil(rounds / PROBES);
    const aim = new Aim();
    const begin = beginner(stage, await bareVehicles(stage, 3 * vehicles), { probes, aim });
    const turn = async (nth: number) => {
      const [opens, closes] = [await begin(2 * vehicles + nth, 1), await begin(2 * vehicles + nth, 2)];
      return Promise.all([opens.draw('opening', turns), closes.draw('closing', turns)]);
    };
    // Where the machine is so busy that somebody's countdown ends on his way to an edge, he does not come to it.
    const stuck: string[] = [];
    const goes = (way: Promise<unknown>): Promise<unknown> => way.catch((error: unknown) => stuck.push(String(error)));
    const ways = Array.from({ length: vehicles }, (_, nth) => goes(turn(nth)));
    for (let nth = 0; nth < vehicles; nth += 1) {
      await aim.calm();
      ways.push(
        goes(begin(nth, 0, nth % 3).then((way) => way.compose())),
        goes(begin(vehicles + nth, 0, nth % 3).then((way) => way.enterCodes())),
      );
      await delay(ARRIVING / vehicles);
    }
    await Promise.all(ways);
    if (stuck[0] !== undefined) note(`${stuck.length} did not come to their edges: ${stuck[0]}`);
    const settled = await stage.settle();
    for (const { name, at, id, said } of probes) edges.get(name)?.take({ edge: at, now: stage.judged(id), said });
    const all = [...edges.values()];
    for (const { name, figures } of all) note(`${name}: ${figures}`);
    const found = findingsAt(all);
    return findingsOf(settled, { ...found, detail: { stuck: stuck.length, ...found.detail } });
  },
};

/** The second node opens at a full minute, at which the third closes; the first is always open. */
const hoursTurning = (earliest: number) => {
  const turns = Math.ceil(earliest / MINUTE) * MINUTE;
  // Where it would be midnight in one zone it is not in the other.
  const zones = ['Asia/Shanghai', 'UTC'] as const;
  const timeAt = (timeZone: string) =>
    new Date(turns).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const timeZone = zones.find((zone) => timeAt(zone) > '00:00' && timeAt(zone) < '23:59') ?? 'UTC';
  const time = timeAt(timeZone);
  const authorities = [
    {},
    { timeZone, hours: { open: time, close: '23:59' } },
    { timeZone, hours: { open: '00:00', close: time } },
  ];
  return { turns, authorities };
};

/** Brings vehicles in: one connection to the node for numbers, and one to another node, if there is to be another. */
const beginner =
  (stage: Stage, vehicles: readonly BareVehicle[], around: Around) =>
  async (nth: number, at: number, other = at): Promise<EdgeWay> => {
    const vehicle = vehicles[nth] as BareVehicle;
    const line = await vehicle.line(stage.node(at));
    return new EdgeWay({
      stage,
      line,
      other: other === at ? line : await vehicle.line(stage.node(other)),
      nth,
      around,
    });
  };
