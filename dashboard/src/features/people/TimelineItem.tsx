// One happening: its sign, its name, its time, and its details on demand.
import { Box, Collapse, Group, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconApi,
  IconChevronDown,
  IconClick,
  IconCornerUpLeft,
  IconEye,
  IconHeart,
  IconLink,
  IconMessage,
  IconSend,
  IconSparkles,
  IconWorld,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import type { TimelineEntry } from '../../api/types.ts';
import { TextLink } from '../../ui/links.tsx';
import { responseWord } from '../../ui/responseWords.ts';
import { Time } from '../../ui/Time.tsx';
import classes from './TimelineItem.module.css';

const SIGNS: readonly (readonly [RegExp, TablerIcon])[] = [
  [/quick.?repl|postback|button/i, IconClick],
  [/reaction/i, IconHeart],
  [/referral|link/i, IconLink],
  [/opt.?in/i, IconSparkles],
  [/read/i, IconEye],
  [/echo/i, IconCornerUpLeft],
  [/message/i, IconMessage],
];

function signOf(entry: TimelineEntry): TablerIcon {
  if (entry.kind === 'delivery') return IconSend;
  if (entry.source === 'api') return IconApi;
  if (entry.source === 'website') return IconWorld;
  return SIGNS.find(([pattern]) => pattern.test(entry.name))?.[1] ?? IconMessage;
}

const SOURCES = {
  messenger: 'from Messenger',
  api: 'through the API',
  website: 'from a website',
  talaria: 'by Talaria',
};

export function TimelineItem({ entry }: { entry: TimelineEntry }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const Sign = signOf(entry);
  const details = Object.entries(entry.details);
  const isDelivery = entry.kind === 'delivery';
  const gist = isDelivery ? deliveryGist(entry.details) : gistOf(entry.details);
  const campaignId = campaignOf(entry);
  return (
    <li className={classes['item']}>
      <ThemeIcon variant="light" color={isDelivery ? 'sea' : 'gray'} radius="xl" size={30} aria-hidden>
        <Sign size={16} />
      </ThemeIcon>
      <Box flex={1} miw={0}>
        <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
          <Text fw={550} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {titleOf(entry)}
          </Text>
          <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            <Time at={entry.at} />
          </Text>
        </Group>
        {gist && (
          <Text size="sm" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
            {gist}
          </Text>
        )}
        <Group gap="xs">
          <Text size="xs" c="dimmed">
            {SOURCES[entry.source]}
          </Text>
          {campaignId && (
            <TextLink to="/campaigns/$campaignId" params={{ campaignId }} size="xs">
              Open campaign
            </TextLink>
          )}
          {details.length > 0 && (
            <UnstyledButton
              className={classes['more']}
              onClick={toggle}
              aria-expanded={isOpen}
              aria-label={`Details of ${entry.name}`}
            >
              Details{' '}
              <IconChevronDown size={13} style={{ rotate: isOpen ? '180deg' : undefined }} aria-hidden />
            </UnstyledButton>
          )}
        </Group>
        <Collapse expanded={isOpen}>
          <dl className={classes['details']}>
            {details.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
          </dl>
        </Collapse>
      </Box>
    </li>
  );
}

/** Events of Messenger are named by Talaria and read better as words; names your systems gave stay as they are. */
function titleOf({ kind, source, name }: TimelineEntry): string {
  if (kind === 'delivery') return `Campaign: ${name}`;
  if (source !== 'messenger') return name;
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What became of it, and what the person did with it. */
function deliveryGist({ state, responses }: Record<string, unknown>): string {
  const done = Array.isArray(responses) ? responses.map((kind) => responseWord(String(kind))) : [];
  return [String(state), ...done].join(', ');
}

/** Of a delivery, and of a link in one that was followed. */
function campaignOf({ kind, name, details }: TimelineEntry): string | null {
  if (kind === 'delivery' && typeof details['campaign_id'] === 'string') return details['campaign_id'];
  return name === 'messenger_link_click' && typeof details['campaign'] === 'number'
    ? `cmp_${details['campaign']}`
    : null;
}

/** What a reader wants first: what the person wrote, or what became of the delivery. */
function gistOf(details: Record<string, unknown>): string | null {
  for (const name of ['text', 'title', 'state', 'payload', 'entry_link', 'ref', 'url']) {
    const value = details[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}
