// The seven places of the dashboard.
import {
  IconBrandMessenger,
  IconHome,
  IconMessageChatbot,
  IconSend,
  IconSettings,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import classes from './Navigation.module.css';

const PLACES = [
  { to: '/', label: 'Home', icon: IconHome },
  { to: '/pages', label: 'Pages', icon: IconBrandMessenger },
  { to: '/people', label: 'People', icon: IconUsers },
  { to: '/segments', label: 'Segments', icon: IconUsersGroup },
  { to: '/campaigns', label: 'Campaigns', icon: IconSend },
  { to: '/conversations', label: 'Conversations', icon: IconMessageChatbot },
  { to: '/settings', label: 'Settings', icon: IconSettings },
] as const;

export function Navigation() {
  return (
    <ul className={classes['list']}>
      {PLACES.map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <Link
            to={to}
            className={classes['link']}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            activeProps={{ 'data-active': true }}
          >
            <Icon size={18} stroke={1.7} aria-hidden />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
