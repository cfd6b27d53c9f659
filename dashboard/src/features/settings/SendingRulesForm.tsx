// The sending rules as a form: one save for all of it, errors at their fields.
import { Alert, Button, Group, Input, NumberInput, Stack, Switch, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { meQuery } from '../../api/access.ts';
import { campaignTagsQuery } from '../../api/campaign-life.ts';
import { asApiError } from '../../api/client.ts';
import { type SendingRules, saveSendingRules, sendingRulesQuery } from '../../api/sending-rules.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';
import { CapsField } from '../campaigns/controls/CapsField.tsx';
import { OptionalSpan } from '../campaigns/controls/OptionalSpan.tsx';
import { QuietFields, USUAL_NIGHT } from '../campaigns/controls/QuietFields.tsx';
import { AttributeNames } from './AttributeNames.tsx';
import { isSame, rebase } from './rebase.ts';
import { errorsByField } from './ruleErrors.ts';

const MAX_CAPS = 20;
const MOST_PERCENT = 50;

export function SendingRulesForm({ rules }: { rules: SendingRules }) {
  const queryClient = useQueryClient();
  const [{ read, draft }, setEdit] = useState({ read: rules, draft: rules });
  const set = (patch: Partial<SendingRules>) =>
    setEdit((before) => ({ ...before, draft: { ...before.draft, ...patch } }));
  // Whoever has changed nothing yet sees what others save.
  useEffect(
    () => setEdit((before) => (isSame(before.draft, before.read) ? { read: rules, draft: rules } : before)),
    [rules],
  );
  const saving = useMutation({
    mutationFn: saveSendingRules,
    onSuccess: (saved) => {
      queryClient.setQueryData(sendingRulesQuery.queryKey, saved);
      setEdit({ read: saved, draft: saved });
      notifyDone('Saved');
    },
  });
  const reloading = useMutation({
    mutationFn: () => queryClient.fetchQuery({ ...sendingRulesQuery, staleTime: 0 }),
    onSuccess: (fresh) => {
      setEdit((before) => ({ read: fresh, draft: rebase(before, fresh) }));
      saving.reset();
    },
  });
  const refused = saving.error && asApiError(saving.error);
  const isOutdated = refused?.status === 409;
  const errors = errorsByField(refused);
  const isChanged = !isSame(draft, read);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate(draft);
      }}
    >
      <Stack gap="lg" maw={760}>
        {isOutdated && (
          <Alert
            color="yellow"
            icon={<IconUsers size={18} />}
            title="Somebody else changed the sending rules"
          >
            <Stack gap="xs" align="start">
              <Text size="sm">
                Nothing of yours was saved. Load the rules as they are now: what you changed here stays in the
                form, for you to look at and save.
              </Text>
              <Button size="xs" loading={reloading.isPending} onClick={() => reloading.mutate()}>
                Load them
              </Button>
            </Stack>
          </Alert>
        )}
        {saving.error && !isOutdated && !errors.atField && (
          <ErrorState error={saving.error} title="Nothing was changed" />
        )}
        {reloading.error && <ErrorState error={reloading.error} title="The rules could not be loaded" />}
        <FrequencyPanel draft={draft} set={set} errorAt={errors.at} />
        <QuietPanel draft={draft} set={set} errorAt={errors.at} />
        <ComparisonPanel draft={draft} set={set} errorAt={errors.at} />
        <AttributeNames draft={draft} set={set} errorAt={errors.at} />
        <Panel title="Approval">
          <Switch
            label="A second person approves what is published"
            description="Whoever asks for approval, or made the API key that asks, cannot give it: it takes two operators who may send."
            error={errors.at('approval_required')}
            checked={draft.approval_required}
            onChange={(event) => set({ approval_required: event.currentTarget.checked })}
          />
        </Panel>
        <Group>
          <Button type="submit" loading={saving.isPending} disabled={!isChanged}>
            Save sending rules
          </Button>
          {isChanged && (
            <Button variant="subtle" onClick={() => setEdit({ read, draft: read })}>
              Discard changes
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

export interface RulesPartProps {
  draft: SendingRules;
  set: (patch: Partial<SendingRules>) => void;
  /** What is wrong with a field or a part of it. */
  errorAt: (field: string) => string | undefined;
}

function FrequencyPanel({ draft, set, errorAt }: RulesPartProps) {
  const tags = useQuery(campaignTagsQuery);
  return (
    <Panel
      title="How often one person is written to"
      description="What Facebook accepted counts, of all campaigns or of those with a tag, counted back from the moment of sending."
    >
      <Stack gap="md">
        {draft.caps.length === 0 && (
          <Text size="sm" c="dimmed">
            No cap: campaigns may write to the same person as often as they like.
          </Text>
        )}
        <CapsField
          caps={draft.caps}
          max={MAX_CAPS}
          blank={{ times: 1, hours: 24, tag: null }}
          onChange={(caps) => set({ caps })}
          errorOf={(index) => errorAt(`caps.${index}`)}
          idOf={(index) => `rule-cap-${index}`}
          tags={tags.data?.tags.map(({ tag }) => tag) ?? []}
        />
        <OptionalSpan
          label="Keep a distance between messages"
          description="Between any two messages of any campaigns to one person."
          spanLabel="At least"
          value={draft.minimum_gap_minutes}
          usual={4 * 60}
          onChange={(minimum_gap_minutes) => set({ minimum_gap_minutes })}
          error={errorAt('minimum_gap_minutes')}
        />
      </Stack>
    </Panel>
  );
}

function QuietPanel({ draft, set, errorAt }: RulesPartProps) {
  const me = useQuery(meQuery);
  const { quiet_hours: hours } = draft;
  return (
    <Panel
      title="Quiet hours"
      description={`By the clock of each person; of whoever has no known time zone by that of the workspace${me.data ? ` (${me.data.workspace.time_zone})` : ''}.`}
    >
      <Stack gap="md">
        <Switch
          label="Write to nobody at night"
          checked={hours !== null}
          onChange={(event) => set({ quiet_hours: event.currentTarget.checked ? USUAL_NIGHT : null })}
        />
        {hours !== null && (
          <QuietFields
            hours={hours}
            onChange={(quiet_hours) => set({ quiet_hours })}
            error={errorAt('quiet_hours')}
          />
        )}
      </Stack>
    </Panel>
  );
}

function ComparisonPanel({ draft, set, errorAt }: RulesPartProps) {
  return (
    <Panel
      title="Control group"
      description="People who get no campaign at all, always the same ones: compared with them you see what all campaigns together change."
    >
      <Input.Wrapper label="Of everybody" error={errorAt('global_control_percent')} labelElement="div">
        <NumberInput
          aria-label="Share of the control group"
          suffix=" %"
          w={140}
          min={0}
          max={MOST_PERCENT}
          decimalScale={1}
          value={draft.global_control_percent}
          onChange={(value) =>
            typeof value === 'number' && set({ global_control_percent: Math.min(MOST_PERCENT, value) })
          }
        />
      </Input.Wrapper>
    </Panel>
  );
}
