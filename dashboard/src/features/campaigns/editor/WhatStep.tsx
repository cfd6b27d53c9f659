// Step 2: what everyone gets, beside what it looks like for one person.
import { Grid, Stack } from '@mantine/core';
import { LookPanel } from '../preview/LookPanel.tsx';
import { RequestPart } from '../request/RequestPart.tsx';
import { useDraftContext } from './DraftContext.ts';

export function WhatStep() {
  const { definition } = useDraftContext();
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <Stack gap="lg">{definition.request && <RequestPart />}</Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <LookPanel />
      </Grid.Col>
    </Grid>
  );
}
