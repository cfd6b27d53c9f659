// Sends again to those for whom it can succeed now, after saying who that is, who is left out, and why.
import { Button, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { campaignQuery, retryFailed } from '../../api/campaigns.ts';
import type { Report } from '../../api/types.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { countPeople, formatNumber } from '../../ui/format.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { listLeftOut, listSentAgain, sentAgainWords } from './reasons.ts';
import classes from './SendAgain.module.css';

/** Hidden when there is no one to send to. */
export function SendAgainButton({ report }: { report: Report }) {
  const { id } = report.campaign;
  const queryClient = useQueryClient();
  const sending = useMutation({
    mutationFn: () => retryFailed(id),
    onSuccess: ({ retried, campaign }) => {
      queryClient.setQueryData(campaignQuery(id).queryKey, campaign);
      void queryClient.invalidateQueries({ queryKey: ['reports', id] });
      void queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      notifyDone(sentAgainWords(retried));
    },
    onError: (error: unknown) => notifyFailed('Nothing was sent again', error),
  });
  if (report.retryable === 0) return null;
  const ask = () =>
    confirmAction({
      title: `Send again to ${countPeople(report.retryable)}?`,
      body: <WhoAndWhoNot report={report} />,
      verb: `Send to ${countPeople(report.retryable)}`,
      tone: 'normal',
      onConfirm: () => sending.mutate(),
    });
  return (
    <Button
      classNames={{ root: classes['button'] ?? '', label: classes['label'] ?? '' }}
      leftSection={<IconSend size={16} aria-hidden />}
      loading={sending.isPending}
      onClick={ask}
    >
      Send again to {formatNumber(report.retryable)} who can be reached now
    </Button>
  );
}

function WhoAndWhoNot({ report }: { report: Report }) {
  const leftOut = listLeftOut(report);
  return (
    <Stack gap="md">
      <Text size="sm">
        The message goes out with the data and settings of this moment: mend what stopped it first. No one who
        has it gets it twice.
      </Text>
      <People heading="Sent to again">
        {listSentAgain(report).map(({ reason, title, retryable }) => (
          <Row key={reason} count={retryable} title={title} />
        ))}
      </People>
      {leftOut.length > 0 && (
        <People heading="Left out">
          {leftOut.map(({ reason, title, count, why }) => (
            <Row key={reason} count={count} title={title} why={why} />
          ))}
        </People>
      )}
    </Stack>
  );
}

function People({ heading, children }: { heading: string; children: React.ReactNode }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {heading}
      </Text>
      <ul className={classes['people']}>{children}</ul>
    </div>
  );
}

function Row({ count, title, why }: { count: number; title: string; why?: string }) {
  return (
    <li className={classes['row']}>
      <Text size="sm" span>
        {title}
        {why && (
          <Text size="sm" span c="dimmed">
            : {why}
          </Text>
        )}
      </Text>
      <Text size="sm" span fw={600} className="numbers">
        {formatNumber(count)}
      </Text>
    </li>
  );
}
