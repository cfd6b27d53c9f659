// Everybody a finding is about, a hundred at a time.
import { Modal, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { preflightPeopleQuery } from '../../../api/campaigns.ts';
import type { PreflightFinding } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { LoadingRows } from '../../../ui/Loading.tsx';
import { TextLink } from '../../../ui/links.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { findingWords, personName } from './words.ts';

interface AffectedDialogProps {
  finding: PreflightFinding;
  isOpen: boolean;
  onClose: () => void;
}

export function AffectedDialog({ finding, isOpen, onClose }: AffectedDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={`${formatNumber(finding.people)} ${findingWords(finding)}`}
    >
      <People findingId={finding.id} />
    </Modal>
  );
}

function People({ findingId }: { findingId: string }) {
  const { campaign } = useDraftContext();
  const people = useInfiniteQuery(preflightPeopleQuery(campaign.id, campaign.revision, findingId));
  if (people.isPending) return <LoadingRows rows={5} />;
  if (people.error) return <ErrorState error={people.error} onRetry={people.refetch} />;
  return (
    <Stack gap="xs">
      {people.data.pages
        .flatMap((page) => page.people)
        .map((person) => (
          <TextLink key={person.id} to="/people/$personId" params={{ personId: person.id }} size="sm">
            {personName(person)}
          </TextLink>
        ))}
      <ShowMore query={people} />
    </Stack>
  );
}
