// What became of a campaign as files: every delivery with its state, reason and times, and the report's numbers.
import type { Db } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import type { Explain, ReadReport } from '../reports/campaign-report.ts';
import { listRecipients, type RecipientRow } from '../reports/recipient.queries.ts';
import { byKey, type FileRows } from './download.ts';

const PAGE_ROWS = 1_000;

interface OfCampaign {
  workspaceId: string;
  campaignId: number;
  /** Of the file. */
  name: string;
}

interface DeliveriesAsked {
  state: string | null;
  reason: string | null;
  explain: Explain;
  /** Whoever asks may not see what people are called. */
  isNameless: boolean;
}

export function exportDeliveries(
  db: Db,
  { workspaceId, campaignId, name }: OfCampaign,
  { state, reason, explain, isNameless }: DeliveriesAsked,
): FileRows {
  const filter = { state, reason, search: '', limit: PAGE_ROWS };
  const pages = byKey<RecipientRow>((after) =>
    listRecipients(db, workspaceId, campaignId, { ...filter, after: after?.deliveryId ?? null }),
  );
  return { name, header: DELIVERY_HEADER, pages: showDeliveries(pages, { explain, isNameless }) };
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
];

async function* showDeliveries(
  pages: AsyncIterable<readonly RecipientRow[]>,
  { explain, isNameless }: Pick<DeliveriesAsked, 'explain' | 'isNameless'>,
): AsyncGenerator<unknown[][]> {
  for await (const page of pages)
    yield page.map((row) => [
      formatId('dlv', row.deliveryId),
      formatId('prf', row.profileId),
      ...[row.customerId, isNameless ? null : row.personName, row.psid, row.state, row.reason],
      row.reason === null ? null : explain(row.reason).title,
      ...[row.attempts, row.mid],
      ...[row.settledAt, row.deliveredAt, row.readAt].map((at) => at?.toISOString() ?? null),
    ]);
}

type Report = Awaited<ReturnType<ReadReport>>;

/** One number a row: what is counted, of what (a reason, a route, a link, a moment), and how many people. */
export const exportReport = (report: Report, name: string): FileRows => ({
  name,
  header: ['figure', 'of', 'meaning', 'people'],
  pages: single(reportRows(report)),
});

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
