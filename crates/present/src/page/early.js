// Before anything is drawn: scripts are on, and which theme was chosen.
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  try {
    const theme = localStorage.getItem('residue-theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch { /* A page without storage is as the system has it. */ }
})();
