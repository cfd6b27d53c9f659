// One thing found in people's messages: how many, who for example, where it arises, and the fallback that mends it.
import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { PreflightFinding } from '../../../api/types.ts';
import { formatNumber } from '../../../ui/format.ts';
import { TextLink } from '../../../ui/links.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldWords } from '../editor/fieldWords.ts';
import { stepOf } from '../editor/problems.ts';
import { AffectedDialog } from './AffectedDialog.tsx';
import { FallbackForm } from './FallbackForm.tsx';
import type { Mended } from './UndoFallback.tsx';
import { findingWords, personName } from './words.ts';

const SHOWN = 5;

interface FindingProps {
  finding: PreflightFinding;
  onMended: (mended: Mended) => void;
}

export function Finding({ finding, onMended }: FindingProps) {
  const { campaign } = useDraftContext();
  const [isOpen, { open, close }] = useDisclosure(false);
  const { title, remedy, worst, people, sample, attribute } = finding;
  return (
    <Stack component="li" gap={6} aria-label={title}>
      <Text size="sm">
        <Text span size="sm" fw={650} className="numbers">
          {formatNumber(people)}
        </Text>{' '}
        {findingWords(finding)}
        {worst !== null && (
          <Text span size="sm" c="dimmed">
            {' '}
            · at worst {worst}
          </Text>
        )}
      </Text>
      {remedy && !finding.can_fall_back && (
        <Text size="sm" c="dimmed">
          {remedy}
        </Text>
      )}
      <Places fields={finding.fields} campaignId={campaign.id} />
      <Group gap={8}>
        {sample.slice(0, SHOWN).map((person) => (
          <TextLink
            key={person.id}
            to="/people/$personId"
            params={{ personId: person.id }}
            size="sm"
            underline="always"
          >
            {personName(person)}
          </TextLink>
        ))}
        {people > SHOWN && (
          <Anchor component="button" type="button" size="sm" onClick={open}>
            Show all
          </Anchor>
        )}
      </Group>
      {finding.can_fall_back && attribute !== null && (
        <FallbackForm attribute={attribute} onMended={onMended} />
      )}
      <AffectedDialog finding={finding} isOpen={isOpen} onClose={close} />
    </Stack>
  );
}

/** Each leads to its field. */
function Places({ fields, campaignId }: { fields: string[]; campaignId: string }) {
  return (
    <Group gap={8}>
      <Text size="sm" c="dimmed">
        In
      </Text>
      {fields.slice(0, SHOWN).map((field) => (
        <TextLink
          key={field}
          to="/campaigns/$campaignId/edit"
          params={{ campaignId }}
          search={{ step: stepOf(field), field }}
          size="sm"
          underline="always"
        >
          {fieldWords(field) || 'the message'}
        </TextLink>
      ))}
    </Group>
  );
}
