// Step 2: the request everyone gets, beside what it looks like for one person.
import { Grid, Stack } from '@mantine/core';
import { Panel } from '../../../ui/Panel.tsx';
import { AnswerPanel } from '../answer/AnswerPanel.tsx';
import { LookPanel } from '../preview/LookPanel.tsx';
import { AddressFields } from '../request/AddressFields.tsx';
import { BodyField } from '../request/BodyField.tsx';
import { DestinationNote } from '../request/DestinationNote.tsx';
import { PolicyFields } from '../request/PolicyFields.tsx';
import { HeaderRows, ParamRows } from '../request/RequestRows.tsx';
import { TemplateButton } from '../request/TemplateButton.tsx';

export function WhatStep() {
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <Stack gap="lg">
          <Panel
            title="Request"
            description="Talaria makes this call once for each person."
            actions={<TemplateButton />}
          >
            <Stack gap="lg">
              <AddressFields />
              <DestinationNote />
              <BodyField />
              <ParamRows />
              <HeaderRows />
            </Stack>
          </Panel>
          <AnswerPanel />
          <PolicyFields />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <LookPanel />
      </Grid.Col>
    </Grid>
  );
}
