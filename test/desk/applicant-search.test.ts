import { expect, test } from 'vitest';
import { selectionId } from '../../protocol/ids.ts';
import { ApplicantSearch } from '../../server/desk/applicant-search.ts';
import { readClue } from '../../server/desk/clue.ts';
import type { Account, OwnerId } from '../../server/identity/accounts.ts';
import { idNumberOf, mobileOf, vinOf } from '../../verification/actors/citizens.ts';

const owner = 'test-owner' as OwnerId;
const vehicle = { vin: vinOf(1234), model: '测试轿车', selection: selectionId.parse('s-one') };
const account: Account = {
  owner,
  userName: 'test-person',
  displayName: '买*****孙',
  kind: 'individual',
  phone: mobileOf(1234),
  inPerson: true,
  mustChange: false,
  vehicles: [vehicle],
  demo: false,
};
/** One person, whose name was kept with a given dot. */
const searchWith = (name: string): ApplicantSearch =>
  new ApplicantSearch({
    accounts: {
      byOwner: async (whose) => (whose === owner ? account : undefined),
      byUserName: async (userName) => (userName === account.userName ? account : undefined),
    },
    stored: {
      read: async () => ({
        owner,
        kind: 'individual',
        inPerson: true,
        mustChange: false,
        person: { userName: account.userName, name, number: idNumberOf(1), mobile: account.phone, agent: null },
      }),
      ownerOf: () => owner,
    },
    applications: { ownerOfVehicle: async () => owner, ownerOfSelection: async () => owner },
    tails: { ownersOf: async () => ({ owners: [owner], more: false }) },
    banOf: async () => null,
  });
const find = async (name: string, text: string): Promise<number> => {
  const clue = readClue(text);
  return clue === undefined ? 0 : (await searchWith(name).byClue(clue)).found.length;
};

test.each(['·', '•', '・', '‧', '∙', '．', '\u0387', '･', '.', ' ', ''])(
  'ACCT-4 a name is found with the dot “%s”, whichever it was kept with',
  async (dot) => {
    for (const kept of ['艾力·卡孜', '艾力•卡孜', '艾力・卡孜', '艾力.卡孜', '艾力卡孜']) {
      expect(await find(kept, `艾力${dot}卡孜1`), 'another name').toBe(0);
      if (dot !== ' ') expect(await find(kept, `艾力${dot}卡孜 1234`), kept).toBe(1);
      expect(await find(kept, `\u200B艾力${dot}卡孜，\u202D1234\u202C`), kept).toBe(1);
    }
  },
);

test.each(['+86 199 0000 1234', '199\u20110000\u20111234', '１９９００００１２３４', '\u202A19900001234\u202C'])(
  'ACCT-4 a mobile is found as %s',
  async (text) => expect(await find('艾力·卡孜', text)).toBe(1),
);

test.each([' Test-Person ', 'ＴＥＳＴ－person', 'test\u2011person\u200B'])(
  'ACCT-3 a user name is found as %s',
  async (text) => expect(await searchWith('艾力·卡孜').byUserName(text)).toMatchObject({ account: { owner } }),
);
