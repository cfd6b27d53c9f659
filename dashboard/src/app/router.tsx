// The addresses of the dashboard. Each screen is a chunk of its own; what stands in the address is parsed here once.
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { meQuery } from '../api/access.ts';
import { asApiError } from '../api/client.ts';
import { LoadingPanels } from '../ui/Loading.tsx';
import { lazyScreen } from './lazyScreen.ts';
import { NotFound, RouteError } from './RouteError.tsx';
import { Shell } from './Shell.tsx';
import {
  attributesSearch,
  blocksSearch,
  campaignsSearch,
  editSearch,
  importsSearch,
  pageLoginSearch,
  pageSearch,
  peopleSearch,
  reportSearch,
  signInSearch,
} from './search.ts';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyScreen(() => import('./routes/SignInRoute.tsx'), 'SignInRoute'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (asApiError(error).status === 401) throw redirect({ to: '/sign-in', search: { to: location.href } });
      throw error;
    }
  },
  component: Shell,
});
const within = { getParentRoute: () => signedIn };

const home = createRoute({
  ...within,
  path: '/',
  component: lazyScreen(() => import('./routes/HomeRoute.tsx'), 'HomeRoute'),
});
const pages = createRoute({
  ...within,
  path: '/pages',
  component: lazyScreen(() => import('./routes/PagesRoute.tsx'), 'PagesRoute'),
});
const pageLogin = createRoute({
  ...within,
  path: '/pages/login',
  validateSearch: pageLoginSearch,
  component: lazyScreen(() => import('./routes/PageLoginRoute.tsx'), 'PageLoginRoute'),
});
const page = createRoute({
  ...within,
  path: '/pages/$pageId',
  validateSearch: pageSearch,
  component: lazyScreen(() => import('./routes/PageRoute.tsx'), 'PageRoute'),
});
const people = createRoute({
  ...within,
  path: '/people',
  validateSearch: peopleSearch,
  component: lazyScreen(() => import('./routes/PeopleRoute.tsx'), 'PeopleRoute'),
});
const attributes = createRoute({
  ...within,
  path: '/people/attributes',
  validateSearch: attributesSearch,
  component: lazyScreen(() => import('./routes/AttributesRoute.tsx'), 'AttributesRoute'),
});
const attribute = createRoute({
  ...within,
  path: '/people/attributes/$name',
  component: lazyScreen(() => import('./routes/AttributeRoute.tsx'), 'AttributeRoute'),
});
const imports = createRoute({
  ...within,
  path: '/people/imports',
  validateSearch: importsSearch,
  component: lazyScreen(() => import('./routes/ImportsRoute.tsx'), 'ImportsRoute'),
});
const importOne = createRoute({
  ...within,
  path: '/people/imports/$importId',
  component: lazyScreen(() => import('./routes/ImportRoute.tsx'), 'ImportRoute'),
});
const lists = createRoute({
  ...within,
  path: '/people/lists',
  component: lazyScreen(() => import('./routes/ListsRoute.tsx'), 'ListsRoute'),
});
const person = createRoute({
  ...within,
  path: '/people/$personId',
  component: lazyScreen(() => import('./routes/PersonRoute.tsx'), 'PersonRoute'),
});
const conversations = createRoute({
  ...within,
  path: '/conversations',
  component: lazyScreen(() => import('./routes/ConversationsRoute.tsx'), 'ConversationsRoute'),
});
const segments = createRoute({
  ...within,
  path: '/segments',
  component: lazyScreen(() => import('./routes/SegmentsRoute.tsx'), 'SegmentsRoute'),
});
const newSegment = createRoute({
  ...within,
  path: '/segments/new',
  component: lazyScreen(() => import('./routes/SegmentNewRoute.tsx'), 'SegmentNewRoute'),
});
const segment = createRoute({
  ...within,
  path: '/segments/$segmentId',
  component: lazyScreen(() => import('./routes/SegmentRoute.tsx'), 'SegmentRoute'),
});
const segmentEdit = createRoute({
  ...within,
  path: '/segments/$segmentId/edit',
  component: lazyScreen(() => import('./routes/SegmentEditRoute.tsx'), 'SegmentEditRoute'),
});
const campaigns = createRoute({
  ...within,
  path: '/campaigns',
  validateSearch: campaignsSearch,
  component: lazyScreen(() => import('./routes/CampaignsRoute.tsx'), 'CampaignsRoute'),
});
const campaign = createRoute({
  ...within,
  path: '/campaigns/$campaignId',
  validateSearch: reportSearch,
  component: lazyScreen(() => import('./routes/CampaignRoute.tsx'), 'CampaignRoute'),
});
const campaignEdit = createRoute({
  ...within,
  path: '/campaigns/$campaignId/edit',
  validateSearch: editSearch,
  component: lazyScreen(() => import('./routes/CampaignEditRoute.tsx'), 'CampaignEditRoute'),
});
const blocks = createRoute({
  ...within,
  path: '/content-blocks',
  validateSearch: blocksSearch,
  component: lazyScreen(() => import('./routes/BlocksRoute.tsx'), 'BlocksRoute'),
});
const why = createRoute({
  ...within,
  path: '/campaigns/$campaignId/why/$personId',
  component: lazyScreen(() => import('./routes/WhyRoute.tsx'), 'WhyRoute'),
});
const settings = createRoute({
  ...within,
  path: '/settings',
  component: lazyScreen(() => import('./routes/SettingsRoute.tsx'), 'SettingsRoute'),
});

const sendingRules = createRoute({
  ...within,
  path: '/settings/sending-rules',
  component: lazyScreen(() => import('./routes/SendingRulesRoute.tsx'), 'SendingRulesRoute'),
});

const privacy = createRoute({
  ...within,
  path: '/settings/privacy',
  component: lazyScreen(() => import('./routes/PrivacyRoute.tsx'), 'PrivacyRoute'),
});

const screens = [
  home,
  pages,
  pageLogin,
  page,
  people,
  attributes,
  attribute,
  imports,
  importOne,
  lists,
  person,
  segments,
  newSegment,
  segment,
  segmentEdit,
  campaigns,
  campaign,
  campaignEdit,
  blocks,
  why,
  conversations,
  settings,
  sendingRules,
  privacy,
] as const;
const routeTree = root.addChildren([signIn, signedIn.addChildren(screens)]);

export const createAppRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    defaultPendingComponent: LoadingPanels,
    defaultPendingMs: 200,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
