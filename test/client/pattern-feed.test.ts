import { describe, expect, it } from 'vitest';
import { createPatternFeed, patternOf } from '../../client/lib/pattern-feed.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import { refuse } from '../../protocol/refusals.ts';
import { keysFor, layoutOf, patternAt } from './support/pictures.ts';

const layout = layoutOf('7B10A');
type Asked = { pattern: string; abandon: AbortSignal; answer: (picture: PatternPicture) => Promise<void> };

const feedWithQuestions = () => {
  const asked: Asked[] = [];
  const feed = createPatternFeed(
    (on, keys, abandon) =>
      new Promise((resolve) => {
        asked.push({
          pattern: patternOf(on, keys),
          abandon,
          answer: async (picture) => {
            resolve(picture);
            for (let i = 0; i < 4; i += 1) await Promise.resolve();
          },
        });
      }),
  );
  const question = (i: number): Asked => {
    const found = asked[i];
    if (found === undefined) throw new Error(`question ${i} was never asked`);
    return found;
  };
  return { feed, asked, question };
};

describe('the picture of a pattern', () => {
  it('COMP-3 spells the typed keys by their faces and leaves the rest open', () => {
    expect(patternOf(layout, keysFor(layout, '7?A??'))).toBe('7?A??');
  });

  it('COMP-3 lets only the answer to the latest typing count', async () => {
    const { feed, question } = feedWithQuestions();
    void feed.type(layout, keysFor(layout, '7????'));
    void feed.type(layout, keysFor(layout, '70???'));
    expect(question(0).abandon.aborted).toBe(true);
    await question(1).answer(patternAt('70???', 0, 48));
    await question(0).answer(patternAt('7????', 0, 4800));
    expect(feed.picture.get()?.matching).toBe(48);
  });

  it('COMP-4 follows its own pattern, one push after the other, and no other pattern', async () => {
    const { feed, asked, question } = feedWithQuestions();
    void feed.type(layout, keysFor(layout, '7????'));
    await question(0).answer(patternAt('7????', 4, 48));
    feed.onMoved(patternAt('7????', 5, 47));
    feed.onMoved(patternAt('70???', 6, 3));
    expect(feed.picture.get()).toEqual(patternAt('7????', 5, 47));
    expect(asked).toHaveLength(1);
  });

  it('LIVE-3 drops an old push and types again after a gap', async () => {
    const { feed, asked, question } = feedWithQuestions();
    void feed.type(layout, keysFor(layout, '7????'));
    await question(0).answer(patternAt('7????', 4, 48));
    feed.onMoved(patternAt('7????', 4, 99));
    expect(feed.picture.get()?.matching).toBe(48);
    feed.onMoved(patternAt('7????', 6, 46));
    expect(asked).toHaveLength(2);
    expect(question(1).pattern).toBe('7????');
    expect(feed.picture.get()?.matching).toBe(48);
    await question(1).answer(patternAt('7????', 6, 46));
    expect(feed.picture.get()?.matching).toBe(46);
  });

  it('LIVE-3 a push that overtakes its answer waits for it', async () => {
    const { feed, question } = feedWithQuestions();
    void feed.type(layout, keysFor(layout, '7????'));
    feed.onMoved(patternAt('7????', 5, 47));
    expect(feed.picture.get()).toBeNull();
    await question(0).answer(patternAt('7????', 4, 48));
    expect(feed.picture.get()).toEqual(patternAt('7????', 5, 47));
  });

  it('LIVE-3 types again on a new connection', async () => {
    const { feed, asked, question } = feedWithQuestions();
    void feed.type(layout, keysFor(layout, '7????'));
    await question(0).answer(patternAt('7????', 4, 48));
    feed.onUp();
    expect(asked).toHaveLength(2);
    await question(1).answer(patternAt('7????', 0, 12));
    expect(feed.picture.get()?.matching).toBe(12);
  });

  it('COMP-3 gives a refusal to whoever typed, and keeps the picture', async () => {
    const feed = createPatternFeed(() => Promise.resolve(refuse('layoutUnknown')));
    expect(await feed.type(layout, keysFor(layout, '7????'))).toMatchObject({ code: 'layoutUnknown' });
    expect(feed.picture.get()).toBeNull();
  });
});
