// Name, filter and tracking of a segment beside its live count. Knows neither create nor edit.
import { Box, Grid, Stack, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { catalogueQuery } from '../../api/people.ts';
import type { SegmentInput } from '../../api/segments.ts';
import type { Catalogue, Segment } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { Builder } from './builder/BuilderContext.ts';
import { FilterBuilder } from './builder/FilterBuilder.tsx';
import { UndoButtons } from './builder/UndoButtons.tsx';
import { useBuilderChoices } from './builder/useBuilderChoices.ts';
import { toCountable, toFilter } from './convert.ts';
import { AudiencePanel } from './count/AudiencePanel.tsx';
import { useLiveCount } from './count/useLiveCount.ts';
import { type GroupDraft, MAX_FILTERS } from './draft.ts';
import { ExplainPanel } from './explain/ExplainPanel.tsx';
import { type Fault, findFaults } from './faults.ts';
import { placeRefusal } from './refusal.ts';
import { SaveBar } from './SaveBar.tsx';
import classes from './SegmentForm.module.css';
import { countLines } from './tree.ts';
import { type DraftEdits, useDraft } from './useDraft.ts';

interface SegmentFormProps {
  initial: SegmentInput;
  /** The segment that is being changed. */
  selfId?: string;
  verb: string;
  onSave: (input: SegmentInput) => Promise<Segment>;
  onSaved: (segment: Segment) => void;
  onCancel: () => void;
}

export function SegmentForm(props: SegmentFormProps) {
  const catalogue = useQuery(catalogueQuery);
  if (catalogue.data) return <Form {...props} catalogue={catalogue.data} />;
  if (catalogue.isPending) return <LoadingPanels />;
  return <ErrorState error={catalogue.error} onRetry={catalogue.refetch} />;
}

function Form(props: SegmentFormProps & { catalogue: Catalogue }) {
  const edits = useDraft(props.initial.filter);
  const [name, setName] = useState(props.initial.name);
  const [tracked, setTracked] = useState(props.initial.tracked);
  const countable = useMemo(() => toCountable(edits.draft), [edits.draft]);
  const count = useLiveCount(countable.filter);
  const { submit, saving, isStrict, faults, form, refusal } = useSaving(props, { edits, name, tracked });
  const choices = useBuilderChoices(props.catalogue, props.selfId);
  const builder: Builder = {
    ...choices,
    draft: edits.draft,
    act: edits.act,
    change: edits.change,
    faultOf: (at, field) => faults.find((fault) => fault.at === at && fault.field === field)?.message,
    isFull: countLines(edits.draft) >= MAX_FILTERS,
  };
  return (
    <form onSubmit={submit} ref={form} noValidate>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8, lg: 8.4 }}>
          <Stack gap="lg">
            {refusal.rest ? <ErrorState error={refusal.rest} title="The segment was not saved" /> : null}
            <TextInput
              label="Name"
              value={name}
              maxLength={120}
              onChange={(event) => setName(event.currentTarget.value)}
              error={refusal.name ?? (isStrict && name.trim() === '' ? 'Give it a name' : undefined)}
            />
            <Panel
              title="Filters"
              description={
                <Box component="span" visibleFrom="sm">
                  Alt with ↑ or ↓ moves a line, Ctrl with Z takes a change back.
                </Box>
              }
              actions={<UndoButtons edits={edits} />}
            >
              <FilterBuilder edits={edits} builder={builder} />
            </Panel>
            <Switch
              label="Keep track of who comes and goes"
              description="Shows how many were in over time, and records segment_entered and segment_left events, which can start campaigns."
              checked={tracked}
              onChange={(event) => setTracked(event.currentTarget.checked)}
            />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4, lg: 3.6 }}>
          <Stack gap="lg" className={classes['beside']}>
            <AudiencePanel count={count} unfinished={countable.unfinished} />
            <ExplainPanel filter={countable.filter} />
          </Stack>
        </Grid.Col>
      </Grid>
      <SaveBar
        verb={props.verb}
        isSaving={saving.isPending}
        count={count}
        missing={isStrict ? faults.length : 0}
        onCancel={props.onCancel}
      />
    </form>
  );
}

interface Entered {
  edits: DraftEdits;
  name: string;
  tracked: boolean;
}

/** Saves what is complete; else shows what is not, and brings the focus to the first of it. */
function useSaving(props: SegmentFormProps, { edits, name, tracked }: Entered) {
  const form = useRef<HTMLFormElement>(null);
  /** Somebody wanted to save: from now on what is missing is said too. */
  const [isStrict, setStrict] = useState(false);
  const [sent, setSent] = useState<{ draft: GroupDraft; name: string } | null>(null);
  const saving = useMutation({ mutationFn: props.onSave, onSuccess: props.onSaved });
  const own = useMemo(() => findFaults(edits.draft), [edits.draft]);
  // What was refused is mended as soon as something is changed; whether it is shows when it is sent again.
  const isAsSent = sent !== null && sent.draft === edits.draft && sent.name === name;
  const refusal = placeRefusal(isAsSent ? saving.error : null, edits.draft);
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    // The wizard shows this form in a dialog: React would hand the event on to the form around it.
    event.stopPropagation();
    setStrict(true);
    const filter = toFilter(edits.draft);
    if (name.trim() === '') form.current?.querySelector('input')?.focus();
    else if (filter === null) focusLine(form.current, own[0]);
    else {
      setSent({ draft: edits.draft, name });
      saving.mutate({ name: name.trim(), filter, tracked });
    }
  };
  const faults = [...refusal.faults, ...own.filter((fault) => isStrict || !fault.isMissing)];
  return { submit, saving, isStrict, faults, form, refusal };
}

function focusLine(form: HTMLFormElement | null, fault: Fault | undefined): void {
  const line = form?.querySelector<HTMLElement>(`[data-line="${fault?.line}"]`);
  line?.focus();
  line?.scrollIntoView({ block: 'center' });
}
