import { Agenda } from 'agenda';

export const agenda = Agenda;
