// The name of the house, leading home.
import { Link } from '@tanstack/react-router';
import classes from './Brand.module.css';

export function Brand() {
  return (
    <Link to="/" className={classes['brand']}>
      <img src="/favicon.svg" alt="" width={26} height={26} />
      <span>Talaria</span>
    </Link>
  );
}
