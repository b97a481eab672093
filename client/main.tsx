import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.css';
import './styles.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { queryClient } from './api/query-client.ts';
import { router } from './routes/router.ts';
import { cssVariables, theme } from './theme.ts';

const Notices = lazy(() =>
  import('./parts/notices/notices-corner.tsx').then((module) => ({ default: module.NoticesCorner })),
);

// zod would compile its checks with `new Function`, which our content security policy refuses.
z.config({ jitless: true });

// A page that was open over two builds asks for a part that is gone: the newest page has it. Once a minute, so that a part
// that can't be had at all does not reload for ever.
window.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('reloaded-at') ?? 0);
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem('reloaded-at', String(Date.now()));
  event.preventDefault();
  location.reload();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Suspense>
          <Notices />
        </Suspense>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
