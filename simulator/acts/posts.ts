// What people leave under the Page's posts: comments and visitor posts, changed and removed. Each one gives the Page the right
// to one private reply (messenger-platform §5.6).
import { present } from '../webhooks/payloads.ts';
import { fullName } from '../world/people.ts';
import { addComment } from '../world/world.ts';
import type { ActOf } from './act.contract.ts';
import { emitAs, type Performed, type Scene } from './scene.ts';

export function comment(scene: Scene, act: ActOf<'comment'>): Performed {
  const { world, page, person } = scene;
  const at = world.clock.now();
  const postId = act.post_id ?? `${page.id}_${page.id.slice(2)}`;
  const id = act.comment_id ?? `${postId.split('_').at(-1)}_${world.ids.numeric('12')}`;
  if (act.verb === 'add') addComment(world, { id, pageId: page.id, psid: person.psid, at, replied: false });
  if (act.verb === 'remove') world.comments.delete(id);
  const event = present({
    item: 'comment',
    verb: act.verb,
    post_id: postId,
    comment_id: id,
    parent_id: act.parent_id ?? postId,
    from: { id: person.psid, name: fullName(person) },
    message: act.verb === 'remove' ? undefined : act.text,
    created_time: Math.floor(at / 1000),
    post: { id: postId, page_id: page.id },
  });
  return { comment_id: id, ...emitAs(scene, 'feed', event) };
}

export function post(scene: Scene, act: ActOf<'post'>): Performed {
  const { world, page, person } = scene;
  const at = world.clock.now();
  const id = act.post_id ?? `${page.id}_${world.ids.numeric('12')}`;
  if (act.verb === 'add' && act.item !== 'reaction')
    addComment(world, { id, pageId: page.id, psid: person.psid, at, replied: false });
  const event = present({
    item: act.item,
    verb: act.verb,
    post_id: id,
    from: { id: person.psid, name: fullName(person) },
    message: act.verb === 'remove' ? undefined : act.text,
    created_time: Math.floor(at / 1000),
  });
  return { post_id: id, ...emitAs(scene, 'feed', event) };
}
