// Whether events that a website sent start the campaign: its key stands in every page, so anybody can send them.
import { Stack, Switch } from '@mantine/core';
import type { Trigger } from '../../../api/types.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldId, ownError } from '../editor/problems.ts';

const FIELD = 'trigger.from_websites';

interface WebsiteSwitchProps {
  trigger: Trigger;
  onChange: (patch: Pick<Trigger, 'from_websites'>) => void;
}

export function WebsiteSwitch({ trigger, onChange }: WebsiteSwitchProps) {
  const { problems } = useDraftContext();
  return (
    <Stack gap={6} mt="md">
      <Switch
        id={fieldId(FIELD)}
        label="Also events a website sent"
        description="A website’s key stands in its pages, so anybody can send them. Not needed where your server sends the event."
        checked={trigger.from_websites}
        onChange={(event) => onChange({ from_websites: event.currentTarget.checked })}
        error={ownError(problems, FIELD)}
      />
      <FieldWarnings field={FIELD} />
    </Stack>
  );
}
