import type { Words } from '../words.ts';

export const permissions: Words['permissions'] = {
  none: 'Hier wurde nichts gewählt: Jeder Befehl ist für die da, für die er gedacht ist.',
  allowed: (path, role) =>
    `/${path} ist jetzt für ${role} und die Verwaltung da. Sehen Leute mit dieser Rolle den Befehl nicht, dann erlaube ihn ihnen auch unter Servereinstellungen → Integrationen.`,
  denied: (path, role) => `/${path} ist nicht mehr für ${role} da.`,
  reset: (path) => `/${path} ist wieder für alle da, für die er gedacht ist.`,
  wasFree: (path) => `Für /${path} wurde nichts gewählt.`,
  wasNot: (path, role) => `/${path} war nicht für ${role} gewählt.`,
  unknown: (path) => `Es gibt keinen Befehl /${path}.`,
};
