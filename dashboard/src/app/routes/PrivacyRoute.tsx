// /settings/privacy: what people asked about their data, and the receipts of erasures.
import { PrivacyPage } from '../../features/privacy/PrivacyPage.tsx';

export const PrivacyRoute = () => <PrivacyPage />;
