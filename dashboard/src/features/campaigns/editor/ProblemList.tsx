// Everything found wrong, each leading to its field; where nothing can be mended it is only said.
import { Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Problem } from '../../../api/types.ts';
import { TextLink } from '../../../ui/links.tsx';
import { useDraftContext } from './DraftContext.ts';
import { problemSentence } from './fieldWords.ts';
import { stepOf } from './problems.ts';

export function ProblemList() {
  const { campaign, problems } = useDraftContext();
  return (
    <ProblemLines
      problems={problems}
      linkOf={({ field }) => (
        <TextLink
          to="/campaigns/$campaignId/edit"
          params={{ campaignId: campaign.id }}
          search={{ step: stepOf(field), field }}
          size="sm"
          underline="always"
        >
          Go there
        </TextLink>
      )}
    />
  );
}

interface ProblemLinesProps {
  problems: readonly Problem[];
  linkOf?: (problem: Problem) => ReactNode;
}

export function ProblemLines({ problems, linkOf }: ProblemLinesProps) {
  if (problems.length === 0) return null;
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
      {problems.map((problem) => (
        <Item key={`${problem.field} ${problem.message}`} problem={problem} link={linkOf?.(problem)} />
      ))}
    </Stack>
  );
}

function Item({ problem, link }: { problem: Problem; link: ReactNode }) {
  const isError = problem.severity === 'error';
  return (
    <Group component="li" wrap="nowrap" align="flex-start" gap="sm">
      <ThemeIcon variant="light" color={isError ? 'red' : 'yellow'} radius="xl" size={26}>
        {isError ? (
          <IconX size={15} aria-label="Error" />
        ) : (
          <IconAlertTriangle size={15} aria-label="Warning" />
        )}
      </ThemeIcon>
      <div>
        <Text size="sm">
          {problemSentence(problem)} {link}
        </Text>
        {problem.remedy && (
          <Text size="sm" c="dimmed">
            {problem.remedy}
          </Text>
        )}
        {problem.source && (
          <Text size="xs" c="dimmed">
            Source: {problem.source}
          </Text>
        )}
      </div>
    </Group>
  );
}
