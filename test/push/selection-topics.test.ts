import { expect, test } from 'vitest';
import { selectionId } from '../../protocol/ids.ts';
import type { SelectionChanged } from '../../protocol/select/pushes/selection-changed.ts';
import type { Chooser } from '../../server/identity/accounts.ts';
import { SelectionTopics } from '../../server/push/selection-topics.ts';
import { choosingAt } from '../client/support/pictures.ts';
import { FakeNamespace } from '../support/fake-namespace.ts';

const chooserOf = (selection: string) => ({ vehicle: { selection: selectionId.parse(selection) } }) as Chooser;
const [anna, boris] = [chooserOf('anna'), chooserOf('boris')];

const openTopics = () => {
  const pushed: number[] = [];
  const topics = new SelectionTopics(
    ({ vehicle: { selection } }) => ({ ...choosingAt(7), id: selection }),
    () => 1_234,
    (watchers) => pushed.push(watchers),
  );
  return { topics, pushed, namespace: new FakeNamespace() };
};

test('FLOW-4 every connection of a selection hears of its change, and nobody else', () => {
  const { topics, pushed, namespace } = openTopics();
  const [tab, phone, other] = [namespace.connect(), namespace.connect(), namespace.connect()];
  topics.watch(tab.asSocket, anna);
  topics.watch(phone.asSocket, anna);
  topics.watch(other.asSocket, boris);
  topics.push(anna.vehicle.selection);
  const changed: SelectionChanged = { now: 1_234, selection: { ...choosingAt(7), id: anna.vehicle.selection } };
  expect(tab.heard).toEqual([{ name: 'selectionChanged', body: changed }]);
  expect(phone.heard).toEqual(tab.heard);
  expect(other.heard).toEqual([]);
  expect(pushed).toEqual([2]);
});

test('FLOW-4 who has gone hears no more, and the last one out leaves nothing behind', () => {
  const { topics, pushed, namespace } = openTopics();
  const [tab, phone] = [namespace.connect(), namespace.connect()];
  topics.watch(tab.asSocket, anna);
  topics.watch(phone.asSocket, anna);
  topics.unwatch(tab.asSocket, anna);
  topics.push(anna.vehicle.selection);
  topics.unwatch(phone.asSocket, anna);
  topics.push(anna.vehicle.selection);
  topics.unwatch(phone.asSocket, anna);
  expect([tab.heard.length, phone.heard.length]).toEqual([0, 1]);
  expect(pushed).toEqual([1]);
});
