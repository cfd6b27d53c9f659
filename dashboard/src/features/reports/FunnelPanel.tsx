// From the segment to those who reached a goal, with everyone who left on the way and why.
import { Divider, Group, Stack, Text } from '@mantine/core';
import type { Report, Results } from '../../api/types.ts';
import { formatNumber } from '../../ui/format.ts';
import { MeterRow } from '../../ui/MeterRow.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { ReasonRows } from './ReasonRows.tsx';
import { RoutesTaken } from './RoutesTaken.tsx';
import { firstStep } from './results/resultWords.ts';
import { isWorthTelling } from './routes.ts';

interface FunnelPanelProps {
  report: Report;
  /** undefined: not counted yet. */
  results: Results | undefined;
  onReason: (reason: string) => void;
}

export function FunnelPanel({ report, results, onReason }: FunnelPanelProps) {
  const skipped = report.skipped.reduce((sum, reason) => sum + reason.count, 0);
  const failed = report.failed.reduce((sum, reason) => sum + reason.count, 0);
  const all = report.in_segment;
  const isToPage = report.campaign.page_name !== null;
  const converted = results?.funnel.find(({ step }) => step === 'converted')?.people ?? 0;
  return (
    <Panel
      title="What became of everyone"
      description="People, each counted once a message."
      actions={<AddsUp report={report} />}
    >
      <Stack gap="md">
        <MeterRow label={firstStep(report.campaign.delivery_type)} value={all} of={all} />
        <MeterRow label="Skipped" value={skipped} of={all} tone="quiet" />
        {report.skipped.length > 0 && <ReasonRows reasons={report.skipped} of={all} onReason={onReason} />}
        <MeterRow label="Attempted" value={report.attempted} of={all} />
        <MeterRow label="Failed" value={failed} of={all} tone="bad" />
        <MeterRow label="Accepted" value={report.accepted} of={all} />
        {isWorthTelling(report.accepted_by_route) && <RoutesTaken report={report} />}
        <MeterRow label="Delivered" value={report.delivered} of={all} />
        <MeterRow label="Read" value={report.read} of={all} />
        {isToPage && (
          <>
            <MeterRow
              label="Responded"
              value={report.responses.responded}
              of={all}
              note="Reacted, replied or tapped"
            />
            <MeterRow label="Clicked" value={report.responses.clicked} of={all} note="Followed a link" />
          </>
        )}
        {results && results.goals.length > 0 && (
          <MeterRow
            label="Reached a goal"
            value={converted}
            of={all}
            note={results.goals.length > 1 ? 'Any of them, after a message' : 'After a message'}
          />
        )}
        <Divider />
        <Open report={report} />
      </Stack>
    </Panel>
  );
}

function AddsUp({ report }: { report: Report }) {
  if (!report.prepared) return <StateMark tone="busy">Still preparing</StateMark>;
  return report.adds_up ? (
    <StateMark tone="good">Adds up</StateMark>
  ) : (
    <StateMark tone="bad">Does not add up</StateMark>
  );
}

const waitingWords = ({ waiting_for: waits }: Report): string =>
  waits.length === 0
    ? 'Not tried yet, or to be tried again.'
    : waits.map(({ title, count }) => `${title}: ${count.toLocaleString('en-US')}`).join('. ');

/** Those who are not settled, each group explained. */
function Open({ report }: { report: Report }) {
  const groups = [
    { title: 'Waiting', count: report.waiting, text: waitingWords(report) },
    { title: 'In flight', count: report.in_flight, text: 'Called just now; the answer is on its way.' },
    {
      title: 'No answer',
      count: report.unknown,
      text: report.delivery.unknown?.text ?? 'Called, but no answer came.',
    },
    {
      title: 'Held',
      count: report.held,
      text: 'The window is closed; it leaves when the person writes again.',
    },
  ];
  const open = groups.filter((group) => group.count > 0);
  if (open.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Everyone is settled: no one waits, no one is held, nothing is unanswered.
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      {open.map((group) => (
        <Group key={group.title} justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Text size="sm" fw={550}>
              {group.title}
            </Text>
            <Text size="sm" c="dimmed">
              {group.text}
            </Text>
          </div>
          <Text size="sm" fw={600} className="numbers">
            {formatNumber(group.count)}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
