// The picture that is shared: whole figures, names that cannot break it, and either colour scheme.
import { expect, test } from 'vitest';
import type { Report, Results } from '../../../api/types.ts';
import { formatInZone } from '../../../ui/format.ts';
import { drawPicture } from './picture.ts';

const report = {
  campaign: { name: 'Shoes & <more>', page_name: 'Shop', delivery_type: 'periodic' },
} as unknown as Report;
const results = {
  ...{ run: 2, version: null, counted_at: '2026-11-23T12:30:00Z' },
  choices: { versions: [], runs: [{ run: 2, version: 1, one_by_one: false }], variants: [] },
  funnel: [
    { step: 'in_segment', people: 1000, left: [] },
    { step: 'sent', people: 250, left: [] },
    { step: 'converted', people: 20, left: [] },
  ],
  goals: [{ name: 'Bought', people: 20, share: 0.08, revenue: 99.5, control: null, text: '' }],
  series: {
    step_seconds: 60,
    time_zone: 'Europe/Prague',
    points: [
      { at: '2026-11-01T00:00:00Z', accepted: 200, delivered: 0, read: 0, clicked: 0, converted: 5 },
      { at: '2026-11-01T00:01:00Z', accepted: 50, delivered: 0, read: 0, clicked: 0, converted: 15 },
    ],
  },
} as unknown as Results;

test('names are written out, shares and money stand in it, and only lines that have something', () => {
  const svg = drawPicture({ report, results, scheme: 'light' });
  expect(svg).toContain('Shoes &amp; &lt;more&gt;');
  expect(svg).toContain('Shop · Run 2');
  expect(svg).toMatch(/>250<.*>25\s?%</);
  expect(svg).toContain('20 people · revenue 99.5');
  expect(svg.match(/<polyline/g)).toHaveLength(2);
  // By the clocks of the workspace, whatever those of the device say.
  for (const at of ['2026-11-23T12:30:00Z', '2026-11-01T00:00:00Z', '2026-11-01T00:01:00Z'])
    expect(svg).toContain(formatInZone(at, 'Europe/Prague', 'absolute'));
  expect(svg).not.toContain('NaN');
});

test('five goals have room, of more the rest is counted', () => {
  const goals = Array.from({ length: 7 }, (_, index) => ({ ...results.goals[0]!, name: `Goal ${index}` }));
  const svg = drawPicture({ report, results: { ...results, goals }, scheme: 'light' });
  expect(svg.match(/>Goal \d</g)).toHaveLength(5);
  expect(svg).toContain('and 2 more');
});

test('without goals and before anything was sent it is whole too', () => {
  const empty = { ...results, goals: [], funnel: [], series: { ...results.series, points: [] } };
  const svg = drawPicture({ report, results: empty, scheme: 'dark' });
  expect(svg).toContain('No goals were set.');
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});
