// What the operations on campaigns need from the world; app.ts hands it in.

import type { TryOutNeeds } from '../delivery/try-out.ts';
import type { PageToolNeeds } from '../pages/page-call.ts';

export interface CampaignNeeds extends TryOutNeeds {
  graph: PageToolNeeds['graph'];
}
