import { hash, verify } from '@node-rs/argon2';
import type { CreatePersonRequest } from '../../shared/contracts/people.ts';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../db/errors.ts';
import type { Actor } from '../http/actor.ts';
import type { NewId } from '../ids.ts';
import { refuse } from '../refusal.ts';
import type { PeopleModel, Person } from './people.model.ts';

/** Checked when the e-mail is unknown, so that the answer takes as long as for a wrong password. */
const NOBODYS_HASH = hash('nobody has this password');

/** People: made by an admin, signed in by e-mail and password (argon2id). */
export function createPeopleService({ model, clock, newId }: { model: PeopleModel; clock: Clock; newId: NewId }) {
  return {
    async create(input: CreatePersonRequest): Promise<Person> {
      const person: Person = {
        id: newId('per'),
        email: input.email.toLowerCase(),
        name: input.name,
        role: input.role,
        passwordHash: await hash(input.password),
        createdAt: clock.now(),
        lastSignInAt: null,
      };
      try {
        await model.insert(person);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        throw refuse('conflict', 'email_taken', `${person.email} already has an account.`, 'email');
      }
      return person;
    },
    async signIn(email: string, password: string): Promise<Person> {
      const person = await model.findByEmail(email);
      const matches = await verify(person?.passwordHash ?? (await NOBODYS_HASH), password);
      if (!person || !matches)
        throw refuse('unauthorized', 'wrong_credentials', 'The e-mail or the password is wrong.');
      await model.signedIn(person.id, clock.now());
      return person;
    },
    async actorOf(personId: string): Promise<Actor | null> {
      const person = await model.findById(personId);
      return person ? { kind: 'person', id: person.id, name: person.name, role: person.role } : null;
    },
    removeByEmail: (emails: readonly string[]) => model.removeByEmail(emails),
    list: () => model.list(),
  };
}
export type PeopleService = ReturnType<typeof createPeopleService>;
