// A preflight in the contract's shape and words. Pure.
import { explainReason } from '../delivery/reasons.ts';
import { formatId } from '../kit/ids.ts';
import { nameOf } from '../profiles/person.view.ts';
import { hideAttributes } from '../profiles/sensitive.ts';
import type { CampaignRecord } from './campaign.queries.ts';
import type { Preflight } from './preflight.contract.ts';
import type { AffectedRow, PreflightRow, StoredFinding } from './preflight.queries.ts';

interface Facts {
  campaign: Pick<CampaignRecord, 'state' | 'revision'>;
  samples: ReadonlyMap<string, AffectedRow[]>;
  /** Names of attributes that whoever asks may not see. */
  hidden: ReadonlySet<string>;
  now: Date;
}

export function viewPreflight(row: PreflightRow, { campaign, samples, hidden, now }: Facts): Preflight {
  return {
    state: row.state,
    revision: row.revision,
    is_current: campaign.state === 'draft' && campaign.revision === row.revision,
    because: row.because,
    started_at: row.startedAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
    total: row.state === 'finished' ? row.checked : row.total,
    checked: row.checked,
    fine: row.fine,
    unreachable: row.unreachable,
    affected: row.affected,
    seconds_left: secondsLeft(row, now),
    findings: row.findings
      .toSorted((a, b) => b.people - a.people)
      .map((finding) => viewFinding(finding, samples.get(finding.id) ?? [], hidden)),
  };
}

function secondsLeft({ state, total, checked, startedAt }: PreflightRow, now: Date): number | null {
  if (state !== 'running' || total === null || checked === 0) return null;
  const perPersonMs = (now.getTime() - startedAt.getTime()) / checked;
  return Math.ceil((Math.max(0, total - checked) * perPersonMs) / 1000);
}

const viewFinding = (
  finding: StoredFinding,
  sample: readonly AffectedRow[],
  hidden: ReadonlySet<string>,
): Preflight['findings'][number] => ({
  id: finding.id,
  kind: finding.kind,
  reason: finding.reason,
  route: finding.route,
  fields: finding.fields,
  attribute: finding.attribute,
  ...wordsOf(finding),
  worst: finding.length === null ? null : `${finding.length.toLocaleString('en-US')} characters`,
  people: finding.people,
  sample: sample.map((one) => viewAffected(one, hidden)),
  can_fall_back: finding.kind === 'missing_attribute' && finding.fields.length > 0,
});

export function wordsOf({ kind, reason, problem }: Pick<StoredFinding, 'kind' | 'reason' | 'problem'>): {
  title: string;
  remedy: string | null;
} {
  if (kind === 'limit')
    return { title: `${problem}`, remedy: 'Shorten or mend it: Facebook would refuse the message.' };
  if (reason === 'others')
    return { title: 'Other faults, each of few people', remedy: 'Mend those above first.' };
  const { title, remedy } = explainReason(reason);
  return { title: problem === null ? title : `${title}. ${problem}`, remedy };
}

export const viewAffected = (
  { profileId, customerId, attributes }: AffectedRow,
  hidden: ReadonlySet<string>,
) => ({
  id: formatId('prf', profileId),
  name: nameOf(hideAttributes(attributes, hidden).shown),
  customer_id: customerId,
});
