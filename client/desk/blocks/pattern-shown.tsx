import { usableRuns } from '../../pages/compose/usable-runs.ts';

/** A block's pattern at a glance, a box for each position: `0–9` `0–9` `A B` `A–Z` `0–9`. */
export const PatternShown = ({ positions }: { readonly positions: readonly string[] }) => (
  <span class="pattern">
    {positions.map((characters, i) => (
      <span key={i}>{usableRuns(characters).join(' ')}</span>
    ))}
  </span>
);
