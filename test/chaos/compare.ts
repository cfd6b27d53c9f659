// The ledger against the platform's own record, row by row. Pure. An empty list of findings means: every person was
// messaged exactly once, and the ledger says so, by the same message id and attempt.

export interface LedgerRow {
  deliveryId: number;
  campaignId: number;
  pageId: string;
  psid: string;
  state: string;
  reason: string | null;
  mid: string | null;
  attempts: number;
  isEchoed: boolean;
}

/** A send that the platform accepted. */
export interface Sent {
  pageId: string;
  psid: string;
  mid: string;
  metadata: string | null;
  at: string;
}

export interface Books {
  people: readonly { pageId: string; psid: string }[];
  ledger: readonly LedgerRow[];
  record: readonly Sent[];
}

export const FAULTS = {
  not_in_ledger: 'nobody is missing in the ledger',
  twice_in_ledger: 'nobody stands twice in the ledger',
  not_settled: 'every recipient is settled',
  unknown_outcome: 'no outcome was given up as unknown',
  not_sent: 'nobody failed or was skipped',
  not_messaged: 'nobody was left out',
  messaged_again: 'nobody was messaged twice',
  accepted_unsent: 'what the ledger calls accepted was sent',
  sent_unaccepted: 'what was sent the ledger calls accepted',
  stray: 'every send belongs to its row of the ledger',
  other_mid: 'the message ids agree',
  other_attempt: 'the attempts agree',
  not_echoed: 'every echo arrived in the ledger',
} as const;

export interface Finding {
  fault: keyof typeof FAULTS;
  pageId: string;
  psid: string;
  detail: string;
}

const SETTLED = new Set(['accepted', 'failed', 'skipped']);

/** Every disagreement; a person may have several. */
export function compare({ people, ledger, record }: Books): Finding[] {
  const rows = groupByPerson(ledger);
  const sends = groupByPerson(record);
  const known = new Set(people.map(keyOf));
  const strangers = [...ledger, ...record].filter((one) => !known.has(keyOf(one)));
  return [
    ...people.flatMap((person) =>
      comparePerson(person, rows.get(keyOf(person)) ?? [], sends.get(keyOf(person)) ?? []),
    ),
    ...strangers.map((one) => found('stray', one, 'nobody of this PSID wrote to the Page')),
  ];
}

type Person = Books['people'][number];

function comparePerson(person: Person, rows: LedgerRow[], sends: Sent[]): Finding[] {
  const findings: Finding[] = [];
  const note = (fault: Finding['fault'], detail: string): void => {
    findings.push(found(fault, person, detail));
  };
  if (rows.length === 0) note('not_in_ledger', `${sends.length} sends`);
  if (rows.length > 1) note('twice_in_ledger', rows.map((row) => row.deliveryId).join(', '));
  if (sends.length === 0) note('not_messaged', rows.map(describeRow).join('; '));
  if (sends.length > 1) note('messaged_again', sends.map(describeSend).join('; '));
  for (const row of rows) {
    if (!SETTLED.has(row.state)) note('not_settled', describeRow(row));
    else if (row.reason === 'unknown_outcome') note('unknown_outcome', describeRow(row));
    else if (row.state !== 'accepted') note('not_sent', describeRow(row));
    if (row.state === 'accepted' && !row.isEchoed) note('not_echoed', describeRow(row));
    if (row.state === 'accepted' && sends.length === 0) note('accepted_unsent', describeRow(row));
  }
  for (const send of sends) {
    const fault = compareSend(send, rows);
    if (fault) note(fault, `${describeSend(send)}, ledger: ${rows.map(describeRow).join('; ')}`);
  }
  return findings;
}

/** metadata: `talaria:INSTALLATION:CAMPAIGN:DELIVERY:ATTEMPT` */
function compareSend(send: Sent, rows: LedgerRow[]): Finding['fault'] | null {
  const [, , campaign, delivery, attempt] = (send.metadata ?? '').split(':').map(Number);
  const row = rows.find((one) => one.deliveryId === delivery && one.campaignId === campaign);
  if (!row) return 'stray';
  if (row.state !== 'accepted') return 'sent_unaccepted';
  if (row.mid !== send.mid) return 'other_mid';
  return row.attempts === attempt ? null : 'other_attempt';
}

const keyOf = ({ pageId, psid }: Person): string => `${pageId}/${psid}`;
const found = (fault: Finding['fault'], { pageId, psid }: Person, detail: string): Finding => ({
  fault,
  pageId,
  psid,
  detail,
});
const describeSend = ({ mid, metadata, at }: Sent): string => `${metadata} at ${at} as ${mid}`;
const describeRow = ({ deliveryId, state, reason, attempts, mid }: LedgerRow): string =>
  `delivery ${deliveryId} ${state} (${reason ?? 'no reason'}) after ${attempts} attempts as ${mid}`;

function groupByPerson<T extends Person>(all: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
