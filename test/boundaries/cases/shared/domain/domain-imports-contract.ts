import { nameSchema } from '../contracts/common.ts';

export const schema = nameSchema;
