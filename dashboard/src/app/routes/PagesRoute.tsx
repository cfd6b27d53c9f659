// /pages
export { PagesPage as PagesRoute } from '../../features/pages/PagesPage.tsx';
