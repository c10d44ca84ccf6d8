import { describe, expect, it } from 'vitest';
import { createSelectionFeed } from '../../client/lib/selection-feed.ts';
import { choosingAt } from './support/pictures.ts';

describe('the selection as it is shown', () => {
  it('FLOW-4 never goes back to an older version', () => {
    const feed = createSelectionFeed();
    feed.onWelcome(choosingAt(4, 19));
    feed.onView(choosingAt(3, 20));
    expect(feed.view.get()).toEqual(choosingAt(4, 19));
    feed.onView(choosingAt(5, 18));
    expect(feed.view.get()).toEqual(choosingAt(5, 18));
  });

  it('FLOW-4 takes a later reading of the same version: a hold may have lapsed since', () => {
    const feed = createSelectionFeed();
    feed.onView(choosingAt(4, 19));
    feed.onView(choosingAt(4, 0));
    expect(feed.view.get()).toEqual(choosingAt(4, 0));
  });

  it('FLOW-4 forgets the selection when the welcome names nobody', () => {
    const feed = createSelectionFeed();
    feed.onView(choosingAt(4));
    feed.onWelcome(null);
    expect(feed.view.get()).toBeNull();
  });
});
