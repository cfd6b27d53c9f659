// /conversations
export { ConversationsPage as ConversationsRoute } from '../../features/conversations/ConversationsPage.tsx';
