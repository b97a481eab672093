import type { AgendaBackend } from 'agenda';
import type { FencingJobRepository } from './fencing-repository.ts';

/** Agenda's storage over our own connection, with the fencing repository in the place of the stock one. */
export function createFencingBackend(repository: FencingJobRepository): AgendaBackend {
  return {
    name: 'MongoDB with fences',
    repository,
    ownsConnection: false,
    connect: () => repository.connect(),
    disconnect: async () => undefined,
  };
}
