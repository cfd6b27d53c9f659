-- How often each automatic answer was given lately, without reading all that ever was. Only what people write and tap is in it, so
-- that other campaigns pay nothing for it (src/campaigns/conversation.queries.ts).
create index entries_answered on entries (workspace_id, campaign_id, entered_at)
  where outcome = 'entered' and name in ('messenger_message', 'messenger_quick_reply', 'messenger_postback');
