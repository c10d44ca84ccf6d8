import { expect, test } from 'vitest';
import type { CommandId } from '../../protocol/ids.ts';
import { MemoryPoolStore } from '../../test/pool/memory-store.ts';
import type { Line } from '../checker/format.ts';
import { explain, inMemory, playMany } from './play-many.ts';
import { shrink } from './shrink.ts';
import { type MakeStore, World } from './world.ts';

/** A line without what is drawn anew in every run: tokens. */
const comparable = (lines: readonly Line[]): string => JSON.stringify(lines).replaceAll(/"(token|epoch)":"[^"]+"/g, '');

/** A store that forgets which commands were done. */
const forgetful: MakeStore = (clock, choose) => {
  const store = new MemoryPoolStore(clock, choose);
  let nth = 0;
  const renamed =
    <C extends { readonly id: CommandId }, R>(act: (command: C) => R) =>
    (command: C): R =>
      act({ ...command, id: `renamed-${++nth}` as CommandId });
  return Object.assign(store, { draw: renamed(store.draw), remember: renamed(store.remember) });
};

test('a world is the same again from its seed, and from its tape', async () => {
  const first = await World.play(12, { seed: 7 }, inMemory);
  const again = await World.play(12, { seed: 7 }, inMemory);
  expect(comparable(again.lines)).toBe(comparable(first.lines));
  // What a world's end chooses is on its tape too: that of seed 1 chooses something.
  for (const seed of [7, 1]) {
    const { tape, lines } = await World.play(12, { seed }, inMemory);
    const replayed = await World.play(12, { tape }, inMemory);
    expect(comparable(replayed.lines), `seed ${seed}`).toBe(comparable(lines));
  }
  const other = await World.play(12, { seed: 8 }, inMemory);
  expect(comparable(other.lines)).not.toBe(comparable(first.lines));
});

test('the lives go everywhere: nothing that can be told, done or refused is missing', async () => {
  const met = new Set<string>();
  for (let seed = 1; seed <= 250; seed += 1) {
    for (const line of (await World.play(12, { seed }, inMemory)).lines) {
      if (line.line === 'event') met.add(line.type);
      else if (line.line === 'told') met.add(line.said.ok ? line.said.answer.outcome : line.said.code);
      else if (line.line === 'viewed') met.add(line.stage);
      else if (line.line === 'followed' || line.line === 'shown') met.add(`${line.line} ${line.how}`);
      else met.add(line.line);
    }
  }
  const expected = [
    // Events.
    ['plateHeld', 'tryUsed', 'platesDrawn', 'plateConfirmed', 'holdReleased', 'holdLapsed', 'plateReserved'],
    ['plateRegistered', 'collectionMissed', 'numbersReturned', 'numbersWithheld', 'numbersUnwithheld'],
    // Answers, and refusals.
    ['held', 'taken', 'drawn', 'reserved', 'registered'],
    ['noneFree', 'outcomeUnknown', 'staleVersion', 'banned', 'poolClosed', 'coolingDown', 'holdLapsed', 'holdNotYours'],
    ['captchaWrong', 'codeWrong', 'gatewayDown'],
    // What is shown.
    ['missed', 'followed afresh', 'shown whole', 'shown moved', 'settled'],
  ].flat();
  expect(expected.filter((each) => !met.has(each))).toEqual([]);
}, 120_000);

test('SAFE-1 a store that forgets the ids of commands is found out, and the history that shows it is short', async () => {
  const { failure } = await playMany({ seed: 1, lives: 5_000 }, forgetful);
  if (failure === null) throw new Error('nothing was found');
  expect(failure.outcome.faults[0]?.promise).toMatch(/SAFE-1|P5/);
  const shortest = await shrink(failure.outcome, forgetful);
  expect(shortest.lives).toBe(1);
  // A real client asks for the clock and sends again: its shortest history is longer than what it commands.
  expect(shortest.lines.length).toBeLessThan(70);
  const said = await explain(failure, forgetful);
  expect(said).toMatch(/: command s\d-\d+ \(\w+\) of s\d was answered/);
  expect(said).toContain(`npm run simulate -- --seed ${failure.seed} --lives 12 --world 12`);
}, 120_000);
