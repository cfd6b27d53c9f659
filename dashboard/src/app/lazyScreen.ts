// A screen as a chunk of its own. The router would reload the page when the chunk does not come, into the browser's own
// error page while the service is gone; so it is given an error in words instead (see RouteError).
import { type AsyncRouteComponent, lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { explainMissingPart } from '../api/chunks.ts';

/** `load` imports the file that exports the screen under `name`. */
export const lazyScreen = <Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): AsyncRouteComponent<object> =>
  lazyRouteComponent(() => load().catch(explainMissingPart), name) as AsyncRouteComponent<object>;
