// The sign of each kind of line.
import {
  IconArrowRightDashed,
  IconBolt,
  IconBrandMessenger,
  IconListDetails,
  IconSpeakerphone,
  IconTag,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { LineKind } from '../draft.ts';

export const LINE_ICONS: Record<LineKind, typeof IconTag> = {
  attribute: IconTag,
  event: IconBolt,
  sequence: IconArrowRightDashed,
  segment: IconUsersGroup,
  list: IconListDetails,
  messenger: IconBrandMessenger,
  campaign: IconSpeakerphone,
};
