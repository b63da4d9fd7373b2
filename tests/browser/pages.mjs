// Every page there is: who reads it, and at which addresses. `w` is what axe.mjs has made: a
// request that waits, one with an offer, …
export const pages = {
  nobody: () => ['/sign-in', '/set-password/nonsense', '/counts/nonsense'],
  outreach: (w) => ['/outreach', '/outreach/requests', `/outreach/requests/${w.offered.reference}`, `/outreach/requests/${w.accepted.reference}`, `/outreach/requests/${w.waiting.reference}`, `/outreach/requests/${w.placed.reference}`],
  shelter: () => ['/shelter', '/outreach'],
};
