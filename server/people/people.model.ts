import { Schema, type Connection } from 'mongoose';
import type { Role } from '../../shared/contracts/common.ts';

/** Somebody who can sign in. */
export type Person = Readonly<{
  id: string;
  email: string;
  name: string;
  role: Role;
  passwordHash: string;
  createdAt: number;
  lastSignInAt: number | null;
}>;

type PersonDocument = Omit<Person, 'id' | 'createdAt' | 'lastSignInAt'> & {
  _id: string;
  createdAt: Date;
  lastSignInAt: Date | null;
};

const personSchema = new Schema<PersonDocument>(
  {
    _id: { type: String, required: true },
    email: { type: String, required: true, unique: true },
    name: { type: String, required: true },
    role: { type: String, required: true },
    passwordHash: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastSignInAt: { type: Date, default: null },
  },
  { collection: 'people', versionKey: false },
);

/** Keeps people by id and by e-mail in lower case. */
export function createPeopleModel(connection: Connection) {
  const people = connection.model<PersonDocument>('Person', personSchema);
  const toPerson = ({ _id, createdAt, lastSignInAt, email, name, role, passwordHash }: PersonDocument): Person => ({
    id: _id,
    email,
    name,
    role,
    passwordHash,
    createdAt: createdAt.getTime(),
    lastSignInAt: lastSignInAt?.getTime() ?? null,
  });
  return {
    async insert({ id, createdAt, ...rest }: Person): Promise<void> {
      await people.create([{ ...rest, _id: id, createdAt: new Date(createdAt), lastSignInAt: null }]);
    },
    async findByEmail(email: string): Promise<Person | null> {
      const document = await people.findOne({ email: email.toLowerCase() }).lean();
      return document ? toPerson(document) : null;
    },
    async findById(id: string): Promise<Person | null> {
      const document = await people.findById(id).lean();
      return document ? toPerson(document) : null;
    },
    async signedIn(id: string, at: number): Promise<void> {
      await people.updateOne({ _id: id }, { $set: { lastSignInAt: new Date(at) } });
    },
    async removeByEmail(emails: readonly string[]): Promise<void> {
      await people.deleteMany({ email: { $in: [...emails] } });
    },
    async list(): Promise<readonly Person[]> {
      return (await people.find().sort({ _id: 1 }).lean()).map(toPerson);
    },
  };
}
export type PeopleModel = ReturnType<typeof createPeopleModel>;
