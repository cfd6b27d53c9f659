// Who is left out, and when nobody is written to. Closed it is one sentence; most campaigns need no more.
import { Button, Collapse, Divider, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { sendingRulesQuery } from '../../../api/sending-rules.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { controlsSentence } from './controlWords.ts';
import { FrequencyFields } from './FrequencyFields.tsx';
import { PeopleFields } from './PeopleFields.tsx';
import { QuietSection } from './QuietSection.tsx';
import { useControls } from './useControls.ts';

export function ControlsPanel() {
  const { controls, problems } = useControls();
  const { shownField } = useDraftContext();
  const rules = useQuery(sendingRulesQuery);
  // Open from the beginning where something leads here: what is folded takes no focus.
  const leadsHere = shownField?.startsWith('controls') ?? false;
  const hasProblem = leadsHere || problems.some(({ field }) => field.startsWith('controls'));
  const [asked, setAsked] = useState<boolean | null>(null);
  const isOpen = asked ?? hasProblem;
  const id = useId();
  const Chevron = isOpen ? IconChevronUp : IconChevronDown;
  return (
    <Panel
      title="Who is left out, and when nobody is written to"
      actions={
        <Button
          variant="default"
          size="xs"
          rightSection={<Chevron size={14} aria-hidden />}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setAsked(!isOpen)}
        >
          {isOpen ? 'Close' : 'Change'}
        </Button>
      }
    >
      <Text size="sm" data-testid="controls-sentence">
        {rules.isPending ? '…' : controlsSentence(controls, rules.data)}
      </Text>
      {rules.error && <ErrorState error={rules.error} title="The rules of the workspace are not known" />}
      <Collapse expanded={isOpen} id={id}>
        <Stack gap="lg" mt="md">
          <Divider label="How often" labelPosition="left" />
          <FrequencyFields rules={rules.data} />
          <Divider label="Quiet hours" labelPosition="left" />
          <QuietSection rules={rules.data} />
          <Divider label="Who" labelPosition="left" />
          <PeopleFields rules={rules.data} />
        </Stack>
      </Collapse>
    </Panel>
  );
}
