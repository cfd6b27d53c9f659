// Sets the colour scheme before the first paint, so a dark screen never flashes white.
// A file of its own, because the content policy allows no inline script.
(() => {
  const kept = localStorage.getItem('talaria-color-scheme');
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
