// The checklist of the first steps; the next one to do is put forward.
import { Box, Group, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { ButtonLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';
import classes from './Journey.module.css';
import type { JourneyStep } from './journey.ts';

export function Journey({ steps }: { steps: JourneyStep[] }) {
  const next = steps.find((step) => !step.isDone);
  const done = steps.filter((step) => step.isDone).length;
  return (
    <Panel title="From here to your first campaign" description={`${done} of ${steps.length} steps done`}>
      <ol className={classes['list']}>
        {steps.map((step, index) => (
          <li key={step.key} className={classes['step']} data-next={step === next || undefined}>
            <span className={classes['mark']} data-done={step.isDone || undefined}>
              {step.isDone ? <IconCheck size={15} stroke={2.5} aria-label="Done" /> : index + 1}
            </span>
            <Group justify="space-between" flex={1} gap="sm" miw={0}>
              <Box flex="1 1 14rem">
                <Text fw={550} {...(step.isDone && { c: 'dimmed' })}>
                  {step.title}
                </Text>
                <Text size="sm" c="dimmed">
                  {step.text}
                </Text>
              </Box>
              {step === next && <StepButton step={step.key} />}
            </Group>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function StepButton({ step }: { step: JourneyStep['key'] }) {
  switch (step) {
    case 'page':
      return <ButtonLink to="/pages">Connect a Page</ButtonLink>;
    case 'people':
      return <ButtonLink to="/pages">See the Page’s checks</ButtonLink>;
    case 'segment':
      return <ButtonLink to="/segments/new">Make a segment</ButtonLink>;
    case 'campaign':
      return (
        <ButtonLink to="/campaigns" search={{ new: true }}>
          New campaign
        </ButtonLink>
      );
    case 'report':
      return <ButtonLink to="/campaigns">Open campaigns</ButtonLink>;
  }
}
