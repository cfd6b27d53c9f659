// Which comments on a Page's posts are answered with a private message, and by which rule.
import { Button, Group, Stack, Switch, Text } from '@mantine/core';
import { IconMessage2, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type CommentRule, changeRule, rulesQuery } from '../../api/entry.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatDateTime, formatNumber } from '../../ui/format.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import classes from '../../ui/list.module.css';
import { notifyFailed } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';
import { RuleDrawer } from './RuleDrawer.tsx';

export function RulesPanel({ pageId }: { pageId: string }) {
  const rules = useQuery(rulesQuery(pageId));
  /** 'new', or the rule that is changed. */
  const [open, setOpen] = useState<CommentRule | 'new' | null>(null);
  const make = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen('new')}>
      New rule
    </Button>
  );
  return (
    <Panel
      title="Comments answered in private"
      description="Facebook allows one private message to a comment, within 7 days. The conversation goes on when the person answers."
      actions={make}
    >
      {rules.isPending && <LoadingRows rows={2} />}
      {rules.error && <ErrorState error={rules.error} onRetry={rules.refetch} />}
      {rules.data?.rules.length === 0 && (
        <EmptyState icon={<IconMessage2 size={26} />} title="No rules yet">
          A rule says which comments are answered, by their words, and with what message.
        </EmptyState>
      )}
      {rules.data && rules.data.rules.length > 0 && (
        <ul className={classes['list']}>
          {rules.data.rules.map((rule) => (
            <RuleItem key={rule.id} rule={rule} onOpen={() => setOpen(rule)} />
          ))}
        </ul>
      )}
      <RuleDrawer pageId={pageId} open={open} onClose={() => setOpen(null)} />
    </Panel>
  );
}

function RuleItem({ rule, onOpen }: { rule: CommentRule; onOpen: () => void }) {
  const switching = useSwitch(rule);
  const { accepted, waiting, skipped, failed } = rule.counts;
  const word = rule.active ? 'On' : 'Off';
  return (
    <li className={classes['item']}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} flex="1 1 14rem" miw={0}>
          <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
            {rule.name}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {describe(rule)}
          </Text>
          <Text size="sm" className="numbers">
            {formatNumber(accepted)} answered
            {waiting > 0 && `, ${formatNumber(waiting)} waiting`}
            {skipped + failed > 0 && `, ${formatNumber(skipped + failed)} not answered`}
          </Text>
        </Stack>
        <Group gap="md">
          <Switch
            aria-label={`${word}: ${rule.name} answers comments`}
            label={word}
            checked={rule.active}
            disabled={switching.isPending}
            onChange={() => switching.mutate()}
          />
          <Button size="xs" variant="default" aria-label={`Change ${rule.name}`} onClick={onOpen}>
            Change
          </Button>
        </Group>
      </Group>
    </li>
  );
}

function describe({ keywords, post_id, starts_at, ends_at }: CommentRule): string {
  const words =
    keywords.length === 0
      ? 'Every comment'
      : `Comments with ${keywords.map((word) => `“${word}”`).join(' or ')}`;
  const where = post_id === null ? 'on every post' : `on post ${post_id}`;
  const when = [
    starts_at && `from ${formatDateTime(starts_at)}`,
    ends_at && `until ${formatDateTime(ends_at)}`,
  ].filter(Boolean);
  return [`${words} ${where}`, ...when].join(', ');
}

function useSwitch(rule: CommentRule) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const { name, post_id, keywords, message, starts_at, ends_at } = rule;
      return changeRule(rule.id, {
        name,
        post_id,
        keywords,
        message,
        starts_at,
        ends_at,
        active: !rule.active,
      });
    },
    onError: (error) => notifyFailed('The rule was not changed', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['comment-rules'] }),
  });
}
