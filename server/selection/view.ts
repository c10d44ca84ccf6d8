import type { SelectionId } from '../../protocol/ids.ts';
import type { Serial } from '../../protocol/plate.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { openingAt } from '../authority/hours.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import type { Address } from '../pool/block.ts';
import type { StoredSelection } from '../pool/store.ts';
import { readyToVerifyAt } from './machine.ts';
import { readAt } from './reading.ts';
import { recordOf } from './record.ts';

type Viewing = {
  readonly id: SelectionId;
  readonly stored: StoredSelection;
  readonly now: number;
  /** The applicant's mobile, masked. */
  readonly phone: string;
  readonly settings: AuthoritySettings;
  readonly serialAt: (address: Address) => Serial;
};

/** A selection as its owner sees it at `now` (FLOW-4). */
export const viewOf = ({ id, stored, now, phone, settings, serialAt }: Viewing): SelectionView => {
  const { record } = readAt(recordOf(stored, settings), now, settings);
  const common = { id, version: stored.version, triesLeft: record.triesLeft, drawsLeft: record.drawsLeft };
  switch (record.stage) {
    case 'choosing': {
      const { open, from, until } = openingAt(now, settings);
      const { stage, verifyFrom } = record;
      const readyAt = verifyFrom === null ? null : readyToVerifyAt(verifyFrom, open ? from : until, settings);
      return { ...common, stage, verifyFrom: readyAt };
    }
    case 'holding': {
      const { stage, plate, token, deadline } = record;
      return { ...common, stage, plate, token, deadline };
    }
    case 'picking': {
      const { stage, token, deadline } = record;
      return { ...common, stage, plates: platesOf(stored, serialAt), token, deadline };
    }
    case 'confirming': {
      const { stage, way, plate, token, deadline, code } = record;
      const { sentAt, resendFrom, entriesLeft } = code;
      return { ...common, stage, way, plate, token, deadline, code: { phone, sentAt, resendFrom, entriesLeft } };
    }
    case 'reserved': {
      const { stage, way, plate, reservedAt, lastDay, lastDayProvisional } = record;
      return { ...common, stage, way, plate, reservedAt, lastDay, lastDayProvisional };
    }
    case 'registered': {
      const { stage, plate, registeredAt } = record;
      return { ...common, stage, plate, registeredAt };
    }
    case 'missed': {
      const { stage, plate, lastDay, bannedUntil } = record;
      return { ...common, stage, plate, lastDay, bannedUntil };
    }
  }
};

/** The numbers that a selection holds. */
const platesOf = (stored: StoredSelection, serialAt: (address: Address) => Serial): Serial[] =>
  (stored.hold?.numbers ?? []).map(serialAt);
