// Parts of the dashboard that load when they are first shown. When one does not come, the reader is told why: the service
// is gone, or it was updated and the part has another name now.
import { ApiError, doesNotAnswer } from './client.ts';

/**
 * For the `catch` of an import(). The browser's own words ("Unable to preload CSS for …") help nobody; whether the service
 * answers tells the cause.
 */
export async function explainMissingPart(): Promise<never> {
  if (!(await answers())) throw doesNotAnswer();
  throw new ApiError(0, {
    message: 'A part of the dashboard could not be loaded.',
    remedy: 'Talaria was probably updated. Try again to load the new version.',
  });
}

/** Whether the service gives out the dashboard now. */
export const answers = (): Promise<boolean> =>
  fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
    (response) => response.ok,
    () => false,
  );
