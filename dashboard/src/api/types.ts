// Short names for the shapes of the API. All of them come from openapi.json.
import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];
type Reply<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer T } } };
}
  ? T
  : never;

export type ErrorBody = Schemas['Error'];
export type EditConflict = NonNullable<ErrorBody['error']['conflict']>;
export type Me = Reply<'/api/me', 'get'>;
export type ApiKey = Reply<'/api/keys', 'get'>['keys'][number];
export type Home = Reply<'/api/home', 'get'>;
export type Page = Schemas['Page'];
export type PageCheck = Page['checks'][number];
export type PageStanding = NonNullable<Page['standing']>;
export type PageHealth = Schemas['PageHealth'];
export type PageDay = PageHealth['days'][number];
export type PageLogin = Schemas['PageLogin'];
export type OfferedPage = PageLogin['pages'][number];
export type ChosenPage = Reply<'/api/pages/login/{login_id}/connect', 'post'>['pages'][number];
export type PageList = Reply<'/api/pages', 'get'>;
export type PersonRow = Schemas['PersonRow'];
export type Person = Schemas['Person'];
export type Identity = Person['identities'][number];
export type MergedProfile = Person['merged_from'][number];
export type Erasure = Schemas['Erasure'];
export type PrivacyRequest = Schemas['PrivacyRequest'];
export type Consent = Reply<'/api/people/{id}/consents', 'get'>['consents'][number];
export type TimelineEntry = Reply<'/api/people/{id}/timeline', 'get'>['entries'][number];
export type Catalogue = Reply<'/api/catalogue', 'get'>;
export type Attribute = Catalogue['attributes'][number];
export type AttributeChange = NonNullable<Attribute['change']>;
export type AttributeDetails = Reply<'/api/catalogue/attributes/{name}', 'get'>;
export type CatalogueEvent = Catalogue['events'][number];
export type AttributeType = Catalogue['attributes'][number]['type'];
export type Segment = Schemas['Segment'];
export type GroupFilter = Schemas['GroupFilter'];
export type Filter = GroupFilter['filters'][number];
export type SegmentEstimate = Reply<'/api/segments/estimate', 'post'>;
export type SegmentHistory = Reply<'/api/segments/{id}/history', 'get'>;
export type ExplainedFilter = Schemas['ExplainedFilter'];
export type SegmentPreview = Reply<'/api/segments/preview', 'post'>;
export type Campaign = Schemas['Campaign'];
export type CampaignState = Campaign['state'];
export type CampaignAction = Campaign['actions'][number];
export type SaveCampaign =
  paths['/api/campaigns/{id}']['put']['requestBody']['content']['application/json'];
export type CampaignRow = Reply<'/api/campaigns', 'get'>['campaigns'][number];
export type CampaignDefinition = Schemas['CampaignDefinition'];
export type Experiment = Schemas['Experiment'];
export type DeliveryType = CampaignDefinition['delivery_type'];
export type Schedule = CampaignDefinition['schedule'];
export type Trigger = Schemas['Trigger'];
export type PlannedRun = Schemas['PlannedRun'];
export type Delay = Trigger['delay'];
export type Reentry = Trigger['reentry'];
export type EventMatch = Schemas['EventMatch'];
export type ConnectorRequest = Schemas['ConnectorRequest'];
export type ConnectorBody = ConnectorRequest['body'];
export type ComposedMessage = Schemas['ComposedMessage'];
export type UtilityTemplateUse = Schemas['UtilityTemplateUse'];
export type RouteStep = CampaignDefinition['routes'][number];
export type Destination = Schemas['Destination'];
export type CampaignCheck = Reply<'/api/campaigns/check', 'post'>;
/** `source`: where the rule is written, when it is one of a platform or of the law. */
export type Problem = Schemas['Problem'] & { source?: string | null };
export type Waterfall = Schemas['Waterfall'];
export type Preflight = Schemas['Preflight'];
export type PreflightFinding = Preflight['findings'][number];
export type WaterfallStep = Waterfall['steps'][number];
export type Recipient = Schemas['Recipient'];
export type Rendering = Schemas['Rendering'];
export type TestResult = Reply<'/api/campaigns/test', 'post'>;
export type ShownRequest = Schemas['ShownRequest'];
export type Report = Schemas['Report'];
export type DeliveryNow = Report['delivery'];
export type LimitedBy = NonNullable<DeliveryNow['limited_by']>;
export type ReasonCount = Report['skipped'][number];
export type RecipientRow = Schemas['RecipientRow'];
export type DeliveryState = RecipientRow['state'];
export type Delivery = Reply<'/api/deliveries/{id}', 'get'>;
export type DeliveryResponse = Delivery['responses'][number];
export type Attempt = Delivery['attempt_log'][number];
