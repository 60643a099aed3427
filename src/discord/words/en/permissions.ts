/** `/permissions`. */
export const permissions = {
  none: 'Nothing was chosen here: every command is for those it comes for.',
  allowed: (path: string, role: string) =>
    `/${path} is for ${role} now, and for the admins. If people with this role do not see the command, let them also in Server Settings → Integrations.`,
  denied: (path: string, role: string) => `/${path} is no longer for ${role}.`,
  reset: (path: string) => `/${path} is for everybody it comes for again.`,
  wasFree: (path: string) => `Nothing was chosen for /${path}.`,
  wasNot: (path: string, role: string) => `/${path} was not chosen for ${role}.`,
  unknown: (path: string) => `There is no command /${path}.`,
};
