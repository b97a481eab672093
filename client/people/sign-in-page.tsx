import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, type FormEvent } from 'react';
import { wordsOf } from '../api/call.ts';
import { Mark } from '../parts/page/mark.tsx';
import { words } from '../words/format.ts';
import { FlightArt } from './flight-art.tsx';
import { sessionQuery, useSignIn } from './session.ts';
import classes from './sign-in.module.css';

const DOES: Readonly<Record<string, string>> = {
  admin: 'everything',
  buyer: 'plans and buys',
  manager: 'approves',
  viewer: 'looks',
  platform: 'sends webhooks',
};

/** Signing in: by e-mail and password, or with one click on a sample account where the server offers them. */
export function SignInPage() {
  const { to } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const session = useQuery(sessionQuery);
  const signIn = useSignIn();
  const enter = (account: { email: string; password: string }) =>
    signIn.mutate(account, { onSuccess: () => void navigate({ href: to ?? '/' }) });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    enter({ email: String(typed.get('email')), password: String(typed.get('password')) });
  };
  useEffect(() => {
    document.title = 'Sign in · Flightboard';
  }, []);
  const samples = session.data?.sampleAccounts ?? [];
  return (
    <div className={classes.page}>
      <main className={classes.form}>
        <div className={classes.inner}>
          <div className={classes.brand}>
            <Mark size={30} /> Flightboard
          </div>
          <h1 style={{ margin: '0 0 20px' }}>Sign in</h1>
          <form onSubmit={submit}>
            <Stack gap="sm">
              <TextInput label="E-mail" type="email" autoComplete="username" name="email" required />
              <PasswordInput label="Password" autoComplete="current-password" name="password" required />
              {signIn.error && (
                <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
                  {wordsOf(signIn.error)}
                </Alert>
              )}
              {session.error && (
                <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
                  {wordsOf(session.error)}
                </Alert>
              )}
              <Button type="submit" size="md" loading={signIn.isPending} mt={4}>
                Sign in
              </Button>
            </Stack>
          </form>
          {samples.length > 0 && (
            <div className={classes.samples}>
              <div className="eyebrow">Or look around with the sample campaign</div>
              {samples.map((account) => (
                <button
                  key={account.email}
                  type="button"
                  className={classes.sample}
                  disabled={signIn.isPending}
                  onClick={() => enter({ email: account.email, password: account.password })}
                >
                  <strong>{account.name}</strong>
                  <span>
                    {words(account.role)}
                    {DOES[account.role] ? `, ${DOES[account.role]}` : ''}
                  </span>
                </button>
              ))}
            </div>
          )}
        </div>
      </main>
      <div className={classes.art}>
        <FlightArt />
      </div>
    </div>
  );
}
