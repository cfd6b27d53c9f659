// Name and filter of a segment beside its live count. Knows neither create nor edit.
import { Button, Grid, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { asApiError } from '../../api/client.ts';
import { catalogueQuery } from '../../api/people.ts';
import type { GroupFilter, Segment } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { AudiencePanel } from './AudiencePanel.tsx';
import { countFilters, type GroupDraft, MAX_FILTERS, toFilter } from './draft.ts';
import { FilterGroup } from './FilterGroup.tsx';

export interface SegmentInput {
  name: string;
  filter: GroupFilter;
}

interface SegmentFormProps {
  initialName: string;
  initialFilter: GroupDraft;
  verb: string;
  onSave: (input: SegmentInput) => Promise<Segment>;
  onSaved: (segment: Segment) => void;
  onCancel: () => void;
}

export function SegmentForm(props: SegmentFormProps) {
  const catalogue = useQuery(catalogueQuery);
  const [name, setName] = useState(props.initialName);
  const [draft, setDraft] = useState(props.initialFilter);
  const filter = useMemo(() => toFilter(draft), [draft]);
  const saving = useMutation({ mutationFn: props.onSave, onSuccess: props.onSaved });
  const isReady = name.trim() !== '' && filter !== null;
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    // The wizard shows this form in a dialog: React would hand the event on to the form around it.
    event.stopPropagation();
    if (filter !== null) saving.mutate({ name: name.trim(), filter });
  };
  if (catalogue.isPending) return <LoadingPanels />;
  if (catalogue.error) return <ErrorState error={catalogue.error} onRetry={catalogue.refetch} />;
  return (
    <form onSubmit={submit}>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="lg">
            {saving.error && <ErrorState error={saving.error} title="The segment was not saved" />}
            <TextInput
              label="Name"
              value={name}
              maxLength={120}
              onChange={(event) => setName(event.currentTarget.value)}
              error={nameError(saving.error)}
            />
            <Panel title="Filters">
              <FilterGroup
                group={draft}
                catalogue={catalogue.data}
                depth={1}
                isFull={countFilters(draft) >= MAX_FILTERS}
                onChange={setDraft}
              />
            </Panel>
            <Group>
              <Button type="submit" loading={saving.isPending} disabled={!isReady}>
                {props.verb}
              </Button>
              <Button variant="subtle" color="gray" onClick={props.onCancel}>
                Cancel
              </Button>
              {!isReady && (
                <Text size="sm" c="dimmed">
                  {name.trim() === '' ? 'Give it a name first.' : 'Complete or remove the empty filters.'}
                </Text>
              )}
            </Group>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <AudiencePanel filter={filter} />
        </Grid.Col>
      </Grid>
    </form>
  );
}

function nameError(error: unknown): string | undefined {
  if (!error) return undefined;
  const { field, message } = asApiError(error);
  return field?.endsWith('name') ? message : undefined;
}
