// The report as a picture to share: an SVG of totals, goals and the course, with nobody's name in it. Pure.
import type { GoalResult, Report, Results } from '../../../api/types.ts';
import { formatInZone, formatNumber, formatShare } from '../../../ui/format.ts';
import { scopeWords } from '../scope.ts';
import {
  COURSE_SERIES,
  firstStep,
  formatMoney,
  formatPoints,
  formatRatio,
  STEP_WORDS,
  VERDICT_WORDS,
} from './resultWords.ts';

export const PICTURE = { width: 1200, height: 760 };

interface Colours {
  paper: string;
  card: string;
  ink: string;
  quiet: string;
  line: string;
  bar: string;
}
const COLOURS: Record<'light' | 'dark', Colours> = {
  light: {
    paper: '#faf9f8',
    card: '#ffffff',
    ink: '#292522',
    quiet: '#756f69',
    line: '#e9e7e4',
    bar: '#1b7a71',
  },
  dark: {
    paper: '#161513',
    card: '#1d1b19',
    ink: '#ebe8e5',
    quiet: '#aba5a0',
    line: '#3a3632',
    bar: '#2a968a',
  },
};
const LINES: Record<(typeof COURSE_SERIES)[number]['name'], string> = {
  accepted: '#1b7a71',
  delivered: '#339af0',
  read: '#845ef7',
  clicked: '#ff922b',
  converted: '#f06595',
};

export interface PictureFacts {
  report: Report;
  results: Results;
  scheme: 'light' | 'dark';
}

const MARGIN = 48;
/** As many as a version may have; of more than three there is no room for all words. */
const MAX_GOALS = 5;
const ROOMY_GOALS = 3;

export function drawPicture({ report, results, scheme }: PictureFacts): string {
  const colours = COLOURS[scheme];
  const { width, height } = PICTURE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    text(MARGIN, 76, cut(report.campaign.name, 46), { size: 36, weight: 650, fill: colours.ink }),
    text(MARGIN, 110, headLine(report, results), { size: 18, fill: colours.quiet }),
    ...drawFunnel(report, results, colours),
    ...drawGoals(results, colours),
    ...drawCourse(results, colours),
    text(MARGIN, height - 26, 'Talaria', { size: 16, weight: 650, fill: colours.bar }),
    text(width - MARGIN, height - 26, countedWords(results), {
      size: 16,
      fill: colours.quiet,
      anchor: 'end',
    }),
    '</svg>',
  ].join('');
}

const countedWords = ({ counted_at, series }: Results): string =>
  `${formatInZone(counted_at, series.time_zone, 'absolute')}, ${series.time_zone}`;

const headLine = ({ campaign }: Report, { run, version, choices }: Results): string => {
  const scope = { ...(run !== null && { run }), ...(version !== null && { version }) };
  return [campaign.page_name, scopeWords(scope, choices)].filter(Boolean).join(' · ');
};

function drawFunnel({ campaign }: Report, { funnel, goals }: Results, colours: Colours): string[] {
  const rows = funnel.filter(({ step }) => step !== 'converted' || goals.length > 0);
  const all = funnel[0]?.people ?? 0;
  const [x, top, wide] = [MARGIN, 150, 520];
  const card = box({ x: x - 4, y: top - 8, width: wide + 8, height: 556 }, colours);
  const bars = rows.flatMap(({ step, people }, index) => {
    const y = top + 36 + index * 74;
    const share = all > 0 ? Math.min(1, people / all) : 0;
    return [
      text(x + 20, y, step === 'in_segment' ? firstStep(campaign.delivery_type) : STEP_WORDS[step], {
        size: 18,
        fill: colours.ink,
      }),
      text(x + wide - 100, y, formatNumber(people), {
        ...{ size: 18, weight: 600, fill: colours.ink, anchor: 'end' as const },
      }),
      text(x + wide - 20, y, formatShare(people, all), {
        ...{ size: 18, fill: colours.quiet, anchor: 'end' as const },
      }),
      `<rect x="${x + 20}" y="${y + 12}" width="${wide - 40}" height="10" rx="5" fill="${colours.line}"/>`,
      `<rect x="${x + 20}" y="${y + 12}" width="${Math.round((wide - 40) * share)}" height="10" rx="5" fill="${colours.bar}"/>`,
    ];
  });
  return [card, ...bars];
}

const RIGHT = 600;
const RIGHT_WIDE = 552;

function drawGoals({ goals }: Results, colours: Colours): string[] {
  const card = box({ x: RIGHT, y: 142, width: RIGHT_WIDE, height: 284 }, colours);
  const quiet = { size: 15, fill: colours.quiet };
  if (goals.length === 0) return [card, text(RIGHT + 24, 190, 'No goals were set.', { ...quiet, size: 18 })];
  const isClose = goals.length > ROOMY_GOALS;
  const high = isClose ? 49 : 86;
  const shown = goals.slice(0, MAX_GOALS).flatMap((goal, index) => {
    const y = (isClose ? 176 : 184) + index * high;
    const money = goal.revenue === null ? '' : ` · revenue ${formatMoney(goal.revenue)}`;
    const reached = `${formatNumber(goal.people)} people${money}`;
    const [second, third] = isClose
      ? [[reached, shortWords(goal)].filter(Boolean).join(' · '), '']
      : [reached, againstWords(goal)];
    return [
      text(RIGHT + 24, y, cut(goal.name, 30), { size: 20, weight: 600, fill: colours.ink }),
      text(RIGHT + RIGHT_WIDE - 24, y, formatRatio(goal.share), {
        ...{ size: 22, weight: 650, fill: colours.bar, anchor: 'end' as const },
      }),
      text(RIGHT + 24, y + 22, second, quiet),
      text(RIGHT + 24, y + 44, third, quiet),
    ];
  });
  const more = goals.length - MAX_GOALS;
  return [
    card,
    ...shown,
    ...(more > 0
      ? [text(RIGHT + RIGHT_WIDE - 24, 418, `and ${more} more`, { ...quiet, anchor: 'end' })]
      : []),
  ];
}

const shortWords = ({ control }: GoalResult): string =>
  control === null
    ? ''
    : `${formatPoints(control.difference)}, ${VERDICT_WORDS[control.verdict].word.toLowerCase()}`;

const againstWords = ({ control }: GoalResult): string =>
  control === null
    ? ''
    : `${formatPoints(control.difference)} against those left out: ${VERDICT_WORDS[control.verdict].word.toLowerCase()}`;

function drawCourse({ series }: Results, colours: Colours): string[] {
  const { points } = series;
  const [x, y, wide, high] = [RIGHT, 446, RIGHT_WIDE, 252];
  const card = box({ x, y, width: wide, height: high }, colours);
  const there = COURSE_SERIES.filter(({ name }) => points.some((point) => point[name] > 0));
  const most = Math.max(1, ...points.flatMap((point) => there.map(({ name }) => point[name])));
  const place = (index: number, count: number): string => {
    const across = points.length > 1 ? index / (points.length - 1) : 0.5;
    return `${(x + 24 + across * (wide - 48)).toFixed(1)},${(y + high - 40 - (count / most) * (high - 108)).toFixed(1)}`;
  };
  const legend = there.map(({ name, label }, index) =>
    [
      `<circle cx="${x + 30 + index * 104}" cy="${y + 28}" r="5" fill="${LINES[name]}"/>`,
      text(x + 40 + index * 104, y + 33, label, { size: 14, fill: colours.quiet }),
    ].join(''),
  );
  const lines = there.map(
    ({ name }) =>
      `<polyline fill="none" stroke="${LINES[name]}" stroke-width="2.5" stroke-linejoin="round" points="${points.map((point, index) => place(index, point[name])).join(' ')}"/>`,
  );
  return [card, ...legend, ...lines, ...drawEnds(series, y + high - 16, colours)];
}

/** When it begins and ends. */
function drawEnds({ points, time_zone: timeZone }: Results['series'], y: number, colours: Colours): string[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [];
  const style = { size: 13, fill: colours.quiet };
  const name = (at: string) => formatInZone(at, timeZone, 'absolute');
  const begin = text(RIGHT + 24, y, name(first.at), style);
  const end = text(RIGHT + RIGHT_WIDE - 24, y, name(last.at), { ...style, anchor: 'end' });
  return first === last ? [begin] : [begin, end];
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
const box = ({ x, y, width, height }: Box, { card, line }: Colours): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="14" fill="${card}" stroke="${line}"/>`;

interface TextStyle {
  size: number;
  fill: string;
  weight?: number;
  anchor?: 'start' | 'end';
}
const text = (x: number, y: number, words: string, style: TextStyle): string =>
  `<text x="${x}" y="${y}" font-size="${style.size}" font-weight="${style.weight ?? 400}" fill="${style.fill}" text-anchor="${style.anchor ?? 'start'}">${escapeXml(words)}</text>`;

const cut = (words: string, most: number): string =>
  words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (words: string): string => words.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
