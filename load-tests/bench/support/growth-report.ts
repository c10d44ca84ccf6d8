import type { Cost } from './growth-cost.ts';

const TITLES = { numbers: 'Numbers in the pool', sockets: 'Sockets', processes: 'Server processes' } as const;
const LINES = [
  { of: 'verify', label: 'verification', colour: '#b45309' },
  { of: 'keystroke', label: 'keystroke', colour: '#1d4ed8' },
  { of: 'push', label: 'push', colour: '#047857' },
] as const;
const SERIES = ['numbers', 'sockets', 'processes'] as const;

/** `7.06 M`, `10,000`. */
const shown = (n: number): string => (n >= 1e6 ? `${(n / 1e6).toPrecision(3)} M` : n.toLocaleString('en'));
const cost = (n: number): string => (n >= 100 ? n.toFixed() : n.toPrecision(2));

/** The costs as tables. */
export const markdownOf = (costs: readonly Cost[]): string => {
  const tables = SERIES.map((series) => {
    const rows = costs
      .filter((each) => each.series === series)
      .map(
        ({ at, micros: { keystroke, verify, redis, push } }) =>
          `| ${[shown(at), keystroke, verify, redis, push].join(' | ')} |`,
      );
    const head = `| ${TITLES[series].toLowerCase()} | keystroke | verification | of Redis, per verification | push |`;
    return [head, '|---:|---:|---:|---:|---:|', ...rows].join('\n');
  });
  return `# Growth\n\nCPU time in µs, of all server processes together, less what they use at rest. \`npm run bench growth\` makes this page.\n\n![The same as a picture](growth.svg)\n\n${tables.join('\n\n')}\n`;
};

const WIDTH = 960;
const HEIGHT = 400;
const PANEL = { width: 236, height: 240, top: 84, gap: 58, left: 62 };
const MOST = 1_000;
const LEAST = 1;

/** The costs as three small plots on one scale, each power of ten as high as the other. */
export const plotOf = (costs: readonly Cost[]): string => {
  const panels = SERIES.map((series, i) =>
    panelOf(
      costs.filter((each) => each.series === series),
      TITLES[series],
      PANEL.left + i * (PANEL.width + PANEL.gap),
    ),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#334155">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
<text x="${PANEL.left}" y="32" font-size="17" font-weight="600" fill="#0f172a">What one of each costs as everything grows</text>
<text x="${PANEL.left}" y="53" fill="#64748b">CPU time of all server processes, µs; a logarithmic scale</text>
${legend()}
${panels.join('\n')}
</svg>
`;
};

const yOf = (micros: number): number => {
  const share = Math.log10(Math.min(MOST, Math.max(LEAST, micros)) / LEAST) / Math.log10(MOST / LEAST);
  return Number((PANEL.top + PANEL.height * (1 - share)).toFixed(1));
};

const legend = (): string =>
  LINES.map(({ label, colour }, i) => {
    const x = WIDTH - 330 + i * 112;
    return `<circle cx="${x}" cy="49" r="4" fill="${colour}"/><text x="${x + 10}" y="53">${label}</text>`;
  }).join('');

const panelOf = (costs: readonly Cost[], title: string, left: number): string => {
  const right = left + PANEL.width;
  const bottom = PANEL.top + PANEL.height;
  const inset = 34;
  const xOf = (i: number): number => left + inset + (i * (PANEL.width - 2 * inset)) / Math.max(1, costs.length - 1);
  const grid = [1, 10, 100, 1_000].map(
    (n) =>
      `<line x1="${left}" x2="${right}" y1="${yOf(n)}" y2="${yOf(n)}" stroke="#e2e8f0"/><text x="${left - 8}" y="${yOf(n) + 4}" text-anchor="end" fill="#94a3b8">${n.toLocaleString('en')}</text>`,
  );
  const ticks = costs.map(
    ({ at }, i) => `<text x="${xOf(i)}" y="${bottom + 20}" text-anchor="middle">${shown(at)}</text>`,
  );
  const lines = LINES.map(({ of, colour }) => {
    const points = costs.map(({ micros }, i) => ({ x: xOf(i), y: yOf(micros[of]), text: cost(micros[of]) }));
    const path = points.map(({ x, y }) => `${x},${y}`).join(' ');
    const dots = points.map(
      ({ x, y, text }) =>
        `<circle cx="${x}" cy="${y}" r="3.5" fill="${colour}"/><text x="${x}" y="${y - 9}" text-anchor="middle" font-size="11" fill="${colour}">${text}</text>`,
    );
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`;
  });
  return `<g>${grid.join('')}${ticks.join('')}${lines.join('')}<text x="${(left + right) / 2}" y="${bottom + 44}" text-anchor="middle" font-weight="600">${title}</text></g>`;
};
