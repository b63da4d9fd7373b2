// Every page there is: who reads it, and at which addresses. `w` is what axe.mjs has made: a
// request in each state, an account, a partner, a shelter.
const requests = (folder, w) => [w.offered, w.accepted, w.placed, w.waiting].map(({ reference }) => `${folder}/${reference}`);

export const pages = {
  nobody: () => ['/sign-in', '/sign-in/forgotten', '/sign-in/forgotten?asked=1', '/set-password/nonsense', '/counts/nonsense'],
  outreach: (w) => ['/outreach', '/outreach/requests', '/account', ...requests('/outreach/requests', w)],
  shelter: () => ['/shelter', '/outreach'],
  coordinator: (w) => ['/coordinator', '/coordinator/requests', '/coordinator/requests?state=placed', '/coordinator/board', '/coordinator/map', '/coordinator/gap', '/coordinator/duty', ...requests('/coordinator/requests', w)],
  admin: (w) => [
    '/admin', '/admin/partners', `/admin/partners/${w.partner}`, '/admin/accounts', '/admin/accounts/new', `/admin/accounts/${w.account}`,
    '/admin/shelters', '/admin/shelters/new', `/admin/shelters/${w.shelter}`, '/admin/policies', '/admin/policies/emergency',
    '/admin/tokens', '/admin/audit', '/admin/import', '/admin/mails', '/admin/erase',
  ],
};
