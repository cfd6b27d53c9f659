// The clock of a countdown: moves every second while somebody looks at one.
import { useEffect, useState } from 'react';
import { serviceNow } from './clock.ts';

export function useSecond(): number {
  const [now, setNow] = useState(serviceNow);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(serviceNow()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
