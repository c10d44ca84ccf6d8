import { expect, it } from 'vitest';
import { csvOf } from '../../../client/desk/import/bad-rows-csv.ts';
import { problemOf } from '../../../protocol/form-problems.ts';

const HEADING = ['line', 'column', 'reason'] as const;

it('ELIG-2 writes a line for each problem of each bad row', () => {
  const rows = [{ line: 2, problems: [problemOf('vin', 'missing'), problemOf('', 'jsonWrong')] }];
  expect(csvOf(rows, HEADING, 'en')).toBe(
    '\uFEFFline,column,reason\r\n2,vin,This field is required.\r\n2,,The row is no JSON object.\r\n',
  );
});

it('SAFE-3 writes nothing that a spreadsheet would reckon with or read as more cells', () => {
  const rows = [{ line: 3, problems: [{ field: '=1+1', code: 'missing', zh: '', en: 'a "b",\nc' } as const] }];
  expect(csvOf(rows, HEADING, 'en')).toContain(`3,'=1+1,"a ""b"",\nc"\r\n`);
});
