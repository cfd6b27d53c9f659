// /settings/sending-rules: what holds for all campaigns.
import { SendingRulesPage } from '../../features/settings/SendingRulesPage.tsx';

export const SendingRulesRoute = () => <SendingRulesPage />;
