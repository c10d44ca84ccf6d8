// npm run check-history -- <folder>: whether a history keeps every promise. Ends with 1 where it does not, or cannot be read.
import { HistoryChecker } from './checker.ts';
import { readHistory } from './folder.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Say which folder holds the history: npm run check-history -- <folder>');
  process.exit(2);
}
const began = performance.now();
const checker = new HistoryChecker();
let lines = 0;
for await (const line of readHistory(folder, checker.notRead)) {
  checker.take(line);
  lines += 1;
}
const faults = checker.find();
for (const { promise, says } of faults) console.log(`${promise}: ${says}`);
const seconds = ((performance.now() - began) / 1_000).toFixed(1);
const found = faults.length === 0 ? 'every promise was kept' : `${faults.length} faults`;
console.log(`${checker.operations} operations in ${lines} lines, read in ${seconds} s: ${found}.`);
process.exitCode = faults.length === 0 ? 0 : 1;
