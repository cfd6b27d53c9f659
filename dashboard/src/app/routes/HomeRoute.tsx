// /
export { HomePage as HomeRoute } from '../../features/home/HomePage.tsx';
