// What became of a campaign as files: every delivery with its state, reason and times, and the report's numbers.
import { formatId } from '../kit/ids.ts';
import type { Explain, ReadReport } from '../reports/campaign-report.ts';
import type { RecipientRow } from '../reports/recipient.queries.ts';
import type { Recipients } from '../reports/recipients.ts';
import type { Counts, Results } from '../reports/result.contract.ts';
import type { Variants } from '../reports/variant-names.ts';
import { byKey, type FileRows } from './download.ts';

const PAGE_ROWS = 1_000;

interface Shown {
  explain: Explain;
  /** Whoever asks may not see what people are called. */
  isNameless: boolean;
  /** Nor in which language they were told. */
  hasNoLanguage: boolean;
}

/** @param name of the file */
export function exportDeliveries(name: string, recipients: Recipients, shown: Shown): FileRows {
  const pages = byKey<RecipientRow>((after) => recipients.page(after?.deliveryId ?? null, PAGE_ROWS));
  return { name, header: DELIVERY_HEADER, pages: showDeliveries(pages, recipients.variants, shown) };
}

const DELIVERY_HEADER = [
  'delivery',
  'person',
  'customer_id',
  'name',
  'psid',
  'state',
  'reason',
  'meaning',
  'attempts',
  'message_id',
  'settled_at',
  'delivered_at',
  'read_at',
  'run',
  'version',
  'variant',
  'entry',
  'conversions',
  'revenue',
  'language',
];

async function* showDeliveries(
  pages: AsyncIterable<readonly RecipientRow[]>,
  variants: Variants,
  { explain, isNameless, hasNoLanguage }: Shown,
): AsyncGenerator<unknown[][]> {
  for await (const page of pages)
    yield page.map((row) => [
      formatId('dlv', row.deliveryId),
      formatId('prf', row.profileId),
      ...[row.customerId, isNameless ? null : row.personName, row.psid, row.state, row.reason],
      row.reason === null ? null : explain(row.reason).title,
      ...[row.attempts, row.mid],
      ...[row.settledAt, row.deliveredAt, row.readAt].map((at) => at?.toISOString() ?? null),
      ...[row.run, row.version, variants.nameOf(row.version, row.variant)],
      row.entryId === 0 ? null : row.entryId,
      ...[row.conversions, row.revenue, hasNoLanguage ? null : row.language],
    ]);
}

type Report = Awaited<ReturnType<ReadReport>>;

/** One number a row: what is counted, of what (a reason, a route, a link, a moment, a variant), and how many people. */
export const exportReport = (report: Report, results: Results, name: string): FileRows => ({
  name,
  header: ['figure', 'of', 'meaning', 'people'],
  pages: single([...reportRows(report), ...resultRows(results)]),
});

const SPLIT = ['people', 'accepted', 'delivered', 'read', 'clicked', 'answered', 'converted'] as const;

function resultRows({ goals, variants, versions, runs, windows, entries, series }: Results): unknown[][] {
  const split = (kind: string, of: string | number, counts: Counts) =>
    SPLIT.map((figure) => [`${kind}_${figure}`, of, null, counts[figure]]);
  return [
    ...goals.flatMap(({ name, people, times, revenue, median_minutes, control, text }) => [
      ['goal_people', name, text, people],
      ['goal_times', name, null, times],
      ['goal_revenue', name, null, revenue],
      ['goal_median_minutes', name, null, median_minutes],
      ['goal_control_people', name, null, control?.people ?? null],
      ['goal_control_of', name, null, control?.of ?? null],
      ['goal_let_in_people', name, null, control?.let_in.people ?? null],
      ['goal_let_in_of', name, null, control?.let_in.of ?? null],
      ['goal_difference', name, control?.verdict ?? null, control?.difference ?? null],
      ['goal_difference_low', name, '95%', control?.low ?? null],
      ['goal_difference_high', name, '95%', control?.high ?? null],
    ]),
    ...variants.flatMap((one) => split('variant', one.name, one)),
    ...versions.flatMap((one) => split('version', one.version, one)),
    ...runs.flatMap((one) => split(one.one_by_one ? 'one_by_one' : 'run', one.run, one)),
    ...Object.entries(windows ?? {})
      .filter(([, count]) => typeof count === 'number')
      .map(([kind, count]) => ['windows', kind, null, count]),
    ...(entries?.turned_away ?? []).map(({ reason, title, count }) => ['turned_away', reason, title, count]),
    ...series.points.flatMap(({ at, delivered, read, clicked, converted }) => [
      ['delivered_over_time', at, null, delivered],
      ['read_over_time', at, null, read],
      ['clicked_over_time', at, null, clicked],
      ['converted_over_time', at, null, converted],
    ]),
  ];
}

const COUNTED = [
  'in_segment',
  'attempted',
  'accepted',
  'delivered',
  'read',
  'held',
  'waiting',
  'in_flight',
  'unknown',
] as const;

function reportRows(report: Report): unknown[][] {
  const { responses } = report;
  const counts = Object.entries(responses).filter(([, count]) => typeof count === 'number');
  return [
    ...COUNTED.map((figure) => [figure, null, null, report[figure]]),
    ...(['failed', 'skipped'] as const).flatMap((figure) =>
      report[figure].map(({ reason, title, count }) => [figure, reason, title, count]),
    ),
    ...counts.map(([kind, count]) => ['responses', kind, null, count]),
    ...report.series.flatMap(({ at, accepted, failed }) => [
      ['accepted_over_time', at, null, accepted],
      ['failed_over_time', at, null, failed],
    ]),
  ];
}

async function* single(rows: unknown[][]): AsyncGenerator<unknown[][]> {
  yield rows;
}
