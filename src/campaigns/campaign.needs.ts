// What the operations on campaigns need from the world; app.ts hands it in.
import type { TryOutNeeds } from '../delivery/try-out.ts';

export type CampaignNeeds = TryOutNeeds;
